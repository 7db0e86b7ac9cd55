import { type DisplayBundle, type MimeData, TunelabError, startOf } from "../../core/essentials/index.js";
import { toPlainText } from "./plain-text.js";
import { say } from "../../texts/kernel/index.js";

const { stringify, parse } = JSON;
const isJsonMime = (mime: string): boolean => mime === "application/json" || mime.endsWith("+json");
const isTextMime = (mime: string): boolean =>
  mime.startsWith("text/") || mime.endsWith("+xml") || mime === "application/javascript";

/**
 * Makes a bundle fit for the wire: bytes as base64, JSON types as objects, a text for every other type, `text/plain`
 * always there.
 *
 * Throws `invalid_display` for something that is no MIME bundle or cannot be written as JSON.
 *
 * @example
 * normalizeBundle({ data: { "text/html": "<b>1</b>" } }, 1).data["text/plain"]; // "1"
 */
export function normalizeBundle({ data, metadata }: DisplayBundle, shown?: unknown): DisplayBundle {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw invalid(say("cells.noBundle", { got: startOf(toPlainText(data), 200) }));
  }
  const entries = Object.entries(data).filter(([, content]) => content !== undefined && content !== null);
  const wrong = entries.find(([mime]) => !mime.includes("/"));
  if (wrong !== undefined) throw invalid(say("cells.noMime", { name: JSON.stringify(wrong[0]) }));
  const clean: MimeData = Object.fromEntries(entries.map(([mime, content]) => [mime, normalizeContent(mime, content)]));
  if (typeof clean["text/plain"] !== "string") clean["text/plain"] = plainTextFor(clean, shown);
  return { data: clean, metadata: metadata === undefined ? {} : toJson("metadata", metadata) };
}

function normalizeContent(mime: string, content: unknown): unknown {
  if (content instanceof Uint8Array) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    return bytes.toString(isTextMime(mime) ? "utf8" : "base64");
  }
  if (isJsonMime(mime)) return toJson(mime, content);
  if (typeof content === "string") return content;
  if (Array.isArray(content) && content.every((line) => typeof line === "string")) return content.join("");
  return typeof content === "object" ? toJson(mime, content) : String(content);
}

function toJson<T>(name: string, value: T): T {
  try {
    const text = stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? String(item) : item));
    return parse(text) as T;
  } catch (cause) {
    throw invalid(say("cells.notJson", { name }), cause);
  }
}

function plainTextFor(data: MimeData, shown: unknown): string {
  if (shown !== undefined) return toPlainText(shown);
  const markdown = data["text/markdown"] ?? data["text/latex"];
  return typeof markdown === "string" ? markdown : `[${Object.keys(data).join(", ") || say("cells.emptyDisplay")}]`;
}

const invalid = (why: string, cause?: unknown): TunelabError =>
  new TunelabError(say("cells.badDisplay", { why }), {
    code: "invalid_display",
    hint: say("cells.badDisplayHint", { example: '{ "text/html": "<b>hello</b>", "text/plain": "hello" }' }),
    cause,
  });
