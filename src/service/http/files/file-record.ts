import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import type { FastifyRequest } from "fastify";
import type { ServiceContext } from "../../context.js";
import { isProcessing } from "../../is-waiting.js";
import type { Dialect } from "../../dialects/index.js";
import type { FilePurpose, FileRecord } from "../../store/index.js";
import { dialectError } from "../dialect-errors.js";
import type { ArrivedContent } from "./file-content.js";

/** Purposes that a client may give; the others are the service's own. */
export const CLIENT_PURPOSES: readonly FilePurpose[] = [
  "fine-tune",
  "evals",
  "batch",
  "assistants",
  "user_data",
  "vision",
];

/** Azure's typical wait before an uploaded file is processed; scaled by a teaching switch, off by default. */
const PROCESSING_MS = 30_000;

/** A file in the form of a dialect. */
export function toFileBody(context: ServiceContext, dialect: Dialect, file: FileRecord): Record<string, unknown> {
  const waiting = file.status === "processed" && isProcessing(file, context.now());
  return {
    object: "file",
    id: file.id,
    bytes: file.bytes,
    created_at: file.createdAt,
    filename: file.filename,
    purpose: file.purpose,
    status: waiting ? "pending" : file.status,
    status_details: file.statusDetails ?? null,
    sha256: file.sha256,
    ...dialect.files.more,
  };
}

/** Records arrived content as a file; the content is in place before the record is. */
export async function storeFile(
  context: ServiceContext,
  content: ArrivedContent,
  file: {
    readonly dialect: Dialect;
    readonly filename: string;
    readonly purpose: FilePurpose;
    readonly problem?: string;
    readonly counts?: FileRecord["counts"];
  },
): Promise<FileRecord> {
  const id = newFileId();
  const now = context.now();
  const record: FileRecord = {
    id,
    bytes: content.bytes,
    createdAt: Math.floor(now / 1000),
    filename: file.filename,
    purpose: file.purpose,
    sha256: content.sha256,
    status: file.problem === undefined ? "processed" : "error",
    readyAt: now + (file.dialect.files.looksLater ? PROCESSING_MS * context.switches.values.clockScale : 0),
    statusDetails: file.problem,
    counts: file.counts,
  };
  await context.store.adopt(content.path, context.store.filePath(id));
  try {
    await context.store.transaction((tx) => tx.put("files", id, record));
  } catch (error) {
    await rm(context.store.filePath(id), { force: true });
    throw error;
  }
  return record;
}

/** An id such as `file-` and 32 hexadecimal digits. */
export function newFileId(): string {
  return `file-${randomBytes(16).toString("hex")}`;
}

/** Checks a purpose that a client gave; throws the provider's 400. */
export function checkPurpose(dialect: Dialect, purpose: unknown): FilePurpose {
  if (typeof purpose === "string" && (CLIENT_PURPOSES as readonly string[]).includes(purpose)) {
    return purpose as FilePurpose;
  }
  throw dialectError(dialect, 400, {
    message:
      purpose === undefined
        ? "'purpose' is a required property"
        : `'${String(purpose).slice(0, 60)}' is not one of [${CLIENT_PURPOSES.map((name) => `'${name}'`).join(", ")}] - 'purpose'`,
    azureCode: "invalidPayload",
    openaiCode: purpose === undefined ? "missing_required_parameter" : "invalid_value",
    param: "purpose",
  });
}

/**
 * The name of a file without folders and control characters, at most 255 characters.
 *
 * @example
 * cleanFilename("../../data/train.jsonl"); // "train.jsonl"
 */
export function cleanFilename(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? "";
  const clean = base.replace(/[\u0000-\u001f\u007f]/g, "").slice(0, 255);
  return clean === "" || clean === "." || clean === ".." ? "file" : clean;
}

/** Address of a file on Azure's path, for the `location` header. */
export function fileLocation(request: FastifyRequest, fileId: string): string {
  return `http://${request.headers.host ?? "127.0.0.1"}/openai/files/${fileId}`;
}
