import { isRecord, tryParse } from "../../core/essentials/index.js";
import type { JsonObject, Message, MessageHeader } from "../messages/index.js";
import type { KnownSecrets } from "../redaction/index.js";
import type { Signer } from "./signer.js";

const DELIMITER = Buffer.from("<IDS|MSG>", "latin1");

/** An escape in JSON, the half of a surrogate pair in a group of its own: only a half without its partner is escaped. */
const ESCAPE = /\\(?:(ud[89a-f][0-9a-f]{2})|[^])/g;

/** Messages with code that the client has sent: changed, it would no longer be what was typed. */
const TYPED: ReadonlySet<string> = new Set(["execute_input", "history_reply", "complete_reply"]);

/** A message taken from the wire, or why it was dropped. */
export type ParsedFrames =
  | { readonly ok: true; readonly message: Message; readonly signature: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Lays a message out as the frames of the wire protocol: identities, delimiter, signature, header, parent header,
 * metadata, content, buffers.
 *
 * The text is well-formed Unicode whatever the message holds: half of a surrogate pair becomes U+FFFD, because a notebook
 * with one cannot be saved.
 *
 * Secrets are taken out of the content, except of messages that give a client back what it has typed itself.
 *
 * @example
 * serializeFrames(message, createSigner("", "hmac-sha256")).length; // 6 for a message without identities and buffers
 */
export function serializeFrames(message: Message, signer: Signer, secrets?: KnownSecrets): Uint8Array[] {
  const parts = [
    ...[message.header, message.parentHeader].map(toWellFormedJson),
    metadataJson(message, secrets),
    contentJson(message, secrets),
  ].map((json) => Buffer.from(json, "utf8"));
  return [
    ...message.identities,
    DELIMITER,
    Buffer.from(signer.sign(parts), "latin1"),
    ...parts,
    ...message.buffers,
  ] as Uint8Array[];
}

/** What a cell sends to a widget may have some; most messages have none. */
function metadataJson({ metadata }: Message, secrets: KnownSecrets | undefined): string {
  const json = toWellFormedJson(metadata);
  if (secrets === undefined || json === "{}") return json;
  const clean = secrets.cleanContent(metadata, json);
  return clean === metadata ? json : toWellFormedJson(clean);
}

function contentJson({ header, content, final = false }: Message, secrets: KnownSecrets | undefined): string {
  const json = toWellFormedJson(content);
  if (secrets === undefined || final || TYPED.has(header.msg_type)) return json;
  const clean = secrets.cleanContent(content, json);
  return clean === content ? json : toWellFormedJson(keepTypedPayload(clean, content));
}

/** The code of a cell that goes back into its place: changed, it would no longer be what was typed. */
function keepTypedPayload(clean: Record<string, unknown>, { payload }: JsonObject): Record<string, unknown> {
  if (!Array.isArray(payload)) return clean;
  const cleaned = clean.payload as readonly unknown[];
  const isTyped = (item: unknown): boolean => isRecord(item) && item.source === "set_next_input";
  return { ...clean, payload: payload.map((item, index) => (isTyped(item) ? (item as unknown) : cleaned[index])) };
}

function toWellFormedJson(part: unknown): string {
  const json = JSON.stringify(part);
  if (!json.includes("\\ud")) return json;
  return json.replace(ESCAPE, (escape, half: string | undefined) => (half === undefined ? escape : "\uFFFD"));
}

/**
 * Reads the frames of one message; never throws, because anyone who reaches the port can send anything.
 *
 * Missing fields of a correctly signed message are filled with empty ones: strict in what we send, tolerant in what
 * we receive.
 *
 * @example
 * parseFrames([Buffer.from("garbage")], signer); // { ok: false, reason: "no delimiter" }
 */
export function parseFrames(frames: readonly Uint8Array[], signer: Signer): ParsedFrames {
  const delimiter = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (delimiter < 0) return { ok: false, reason: "no delimiter" };
  const signature = frames[delimiter + 1];
  const parts = frames.slice(delimiter + 2, delimiter + 6);
  if (signature === undefined || parts.length < 4) return { ok: false, reason: "too few frames" };
  if (!signer.verify(signature, parts)) return { ok: false, reason: "wrong signature" };
  const [header, parentHeader, metadata, content] = parts.map(tryParseObject);
  if (header === undefined || parentHeader === undefined || metadata === undefined || content === undefined) {
    return { ok: false, reason: "a part is not a JSON object" };
  }
  if (typeof header.msg_type !== "string" || typeof header.msg_id !== "string") {
    return { ok: false, reason: "the header has no msg_type or msg_id" };
  }
  return {
    ok: true,
    signature: Buffer.from(signature).toString("latin1"),
    message: {
      identities: frames.slice(0, delimiter).map((frame) => Buffer.from(frame)),
      header: header as unknown as MessageHeader,
      parentHeader: parentHeader as unknown as MessageHeader,
      metadata,
      content,
      buffers: frames.slice(delimiter + 6).map((frame) => Buffer.from(frame)),
    },
  };
}

function tryParseObject(bytes: Uint8Array): JsonObject | undefined {
  const value = tryParse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  return isRecord(value) ? (value as JsonObject) : undefined;
}
