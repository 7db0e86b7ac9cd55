import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import type { MultipartFile } from "@fastify/multipart";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { ServiceContext } from "../context.js";
import { findJsonlProblem } from "../jobs/index.js";
import type { Dialect, FilePurpose, FileRecord } from "../store/index.js";
import { ApiError } from "./api-error.js";
import { dialectError, noSuchObject } from "./dialect-errors.js";
import { type ArrivedContent, MAX_FILE_BYTES, multipartParts, notMultipart, receiveContent } from "./file-content.js";
import { parsePage, toPage } from "./list-page.js";
import { parseBody } from "./request-problems.js";

/** Purposes that a client may give; the others are the service's own. */
const CLIENT_PURPOSES: readonly FilePurpose[] = ["fine-tune", "evals", "batch", "assistants", "user_data", "vision"];

/** Azure's typical wait before an uploaded file is processed; scaled by a teaching switch, off by default. */
const PROCESSING_MS = 30_000;

/** Most files for fine-tuning, and their bytes together, on an Azure resource. */
const AZURE_LIMITS = { files: 100, bytes: 1024 ** 3 };

/** Registers the files API in both dialects. */
export function registerFiles(app: FastifyInstance, context: ServiceContext): void {
  for (const [prefix, dialect] of [
    ["/openai/files", "azure"],
    ["/openai/v1/files", "openai"],
  ] as const) {
    app.post(prefix, (request, reply) => upload(context, dialect, request, reply));
    app.get(prefix, (request) => list(context, dialect, request.query));
    app.get<{ Params: { id: string } }>(`${prefix}/:id`, ({ params }) =>
      toFileBody(context, dialect, find(context, dialect, params.id)),
    );
    app.get<{ Params: { id: string } }>(`${prefix}/:id/content`, ({ params }, reply) =>
      sendContent(context, dialect, params.id, reply),
    );
    app.delete<{ Params: { id: string } }>(`${prefix}/:id`, ({ params }) => remove(context, dialect, params.id));
  }
  app.post("/openai/files/import", (request, reply) => importFile(context, request, reply));
}

/** A file in the form of a dialect. */
export function toFileBody(context: ServiceContext, dialect: Dialect, file: FileRecord): Record<string, unknown> {
  const waiting = file.status === "processed" && context.now() < file.readyAt;
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
    ...(dialect === "openai" ? { expires_at: null } : {}),
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
    readyAt: file.dialect === "azure" ? now + PROCESSING_MS * context.switches.values.clockScale : now,
    ...(file.problem === undefined ? {} : { statusDetails: file.problem }),
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

/** The name of a file without folders and control characters, at most 255 characters. */
export function cleanFilename(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? "";
  const clean = base.replace(/[\u0000-\u001f\u007f]/g, "").slice(0, 255);
  return clean === "" || clean === "." || clean === ".." ? "file" : clean;
}

async function upload(
  context: ServiceContext,
  dialect: Dialect,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const fields: Record<string, unknown> = {};
  let content: ArrivedContent | undefined;
  let filename = "file";
  try {
    for await (const part of multipartParts(request, MAX_FILE_BYTES)) {
      if (part.type === "field") {
        fields[part.fieldname] = part.value;
      } else {
        if (part.fieldname !== "file") {
          part.file.resume();
          continue;
        }
        checkContentType(dialect, part);
        filename = cleanFilename(part.filename ?? "file");
        content = await receiveContent(context, part.file);
      }
    }
    const purpose = checkPurpose(dialect, fields["purpose"]);
    if (content === undefined) {
      throw dialectError(dialect, 400, {
        message: "'file' is a required property",
        azureCode: "invalidPayload",
        openaiCode: "missing_required_parameter",
        param: "file",
      });
    }
    const record = await accept(context, dialect, content, filename, purpose);
    const body = toFileBody(context, dialect, record);
    if (dialect === "openai") return body;
    void reply.status(201).header("location", `${origin(request)}/openai/files/${record.id}`);
    // Azure answers before it has looked into the file, whatever it finds.
    return { ...body, status: "pending", status_details: null };
  } catch (error) {
    await content?.discard();
    throw notMultipart(error);
  }
}

/** Checks arrived content as the provider does and records it. */
export async function accept(
  context: ServiceContext,
  dialect: Dialect,
  content: ArrivedContent,
  filename: string,
  purpose: FilePurpose,
): Promise<FileRecord> {
  if (content.tooLarge) {
    throw dialectError(dialect, 413, {
      message: `The file is larger than the maximum of ${MAX_FILE_BYTES} bytes (512 MB).`,
      azureCode: "invalidPayload",
      openaiCode: "file_too_large",
      param: "file",
    });
  }
  if (content.bytes === 0) {
    throw dialectError(dialect, 400, {
      message: "The file is empty.",
      azureCode: "invalidPayload",
      openaiCode: "empty_file",
      param: "file",
    });
  }
  if (dialect === "azure" && purpose === "fine-tune") checkAzureLimits(context, content.bytes);
  const problem = purpose === "fine-tune" ? await findJsonlProblem(content.path) : undefined;
  if (problem !== undefined && dialect === "openai") {
    throw new ApiError(400, problem, { code: "invalid_file_format", param: "file" });
  }
  return storeFile(context, content, {
    dialect,
    filename,
    purpose,
    ...(problem === undefined ? {} : { problem: `Validation of jsonl file failed: ${problem}` }),
  });
}

function checkAzureLimits(context: ServiceContext, bytes: number): void {
  const files = context.store.list("files").filter((file) => file.purpose === "fine-tune");
  const total = files.reduce((sum, file) => sum + file.bytes, bytes);
  if (files.length < AZURE_LIMITS.files && total <= AZURE_LIMITS.bytes) return;
  throw dialectError("azure", 400, {
    message: `The resource already has ${files.length} files for fine-tuning; at most ${AZURE_LIMITS.files} files and 1 GB in all are allowed. Delete some and try again.`,
    azureCode: "quotaExceeded",
  });
}

function checkContentType(dialect: Dialect, part: MultipartFile): void {
  if (part.mimetype !== "" && /^[\w.+-]+\/[\w.+-]+$/.test(part.mimetype)) return;
  part.file.resume();
  throw dialectError(dialect, 400, {
    message: "The file has no or an empty content type specified.",
    azureCode: "invalidPayload",
    openaiCode: "invalid_content_type",
    param: "file",
  });
}

function find(context: ServiceContext, dialect: Dialect, id: string): FileRecord {
  const file = context.store.get("files", id);
  if (file === undefined) throw noSuchObject(dialect, "File", id);
  return file;
}

function list(context: ServiceContext, dialect: Dialect, query: unknown): unknown {
  const page = parsePage(query, 10_000, 10_000);
  const { purpose } = query as { purpose?: string };
  const all = context.store.list("files");
  return toPage(
    purpose === undefined ? all : all.filter((file) => file.purpose === purpose),
    page,
    (file) => file.id,
    (file) => toFileBody(context, dialect, file),
    page.order !== "asc",
  );
}

function sendContent(context: ServiceContext, dialect: Dialect, id: string, reply: FastifyReply): FastifyReply {
  const file = find(context, dialect, id);
  if (file.status === "running") {
    throw dialectError(dialect, 409, {
      message: "The file is still being imported.",
      azureCode: "unexpectedEntityState",
    });
  }
  return reply
    .headers({
      "content-type": "application/octet-stream",
      "content-length": String(file.bytes),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
      etag: `"${file.sha256}"`,
    })
    .send(createReadStream(context.store.filePath(id)));
}

async function remove(context: ServiceContext, dialect: Dialect, id: string): Promise<unknown> {
  find(context, dialect, id);
  await context.store.transaction((tx) => tx.delete("files", id));
  // Jobs that use it have a copy of their own; if this fails, the next start removes it.
  await rm(context.store.filePath(id), { force: true }).catch(() => undefined);
  return { id, object: "file", deleted: true };
}

const importSchema = z.strictObject({
  purpose: z.string(),
  filename: z.string().min(1).max(255),
  content_url: z.string().min(1).max(8192),
});

async function importFile(context: ServiceContext, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const body = parseBody(importSchema, request.body);
  const purpose = checkPurpose("azure", body.purpose);
  const url = URL.canParse(body.content_url) ? new URL(body.content_url) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw dialectError("azure", 400, {
      message: "The content_url must be an absolute http or https address.",
      azureCode: "invalidPayload",
      param: "content_url",
    });
  }
  const record: FileRecord = {
    id: newFileId(),
    bytes: 0,
    createdAt: Math.floor(context.now() / 1000),
    filename: cleanFilename(body.filename),
    purpose,
    sha256: "",
    status: "running",
    readyAt: 0,
    importUrl: url.href,
  };
  await context.store.transaction((tx) => tx.put("files", record.id, record));
  void runImport(context, record).catch((error: unknown) => request.log.error({ err: error }, "An import failed"));
  void reply.status(201).header("location", `${origin(request)}/openai/files/${record.id}`);
  return { ...toFileBody(context, "azure", record), status: "pending" };
}

/** Fetches the content of an import and records the result. */
async function runImport(context: ServiceContext, record: FileRecord): Promise<void> {
  let outcome: Partial<FileRecord>;
  try {
    const response = await fetch(record.importUrl!, { signal: AbortSignal.timeout(600_000) });
    if (!response.ok || response.body === null) throw new Error(`the address answered ${response.status}`);
    const content = await receiveContent(context, response.body as unknown as AsyncIterable<Uint8Array>);
    try {
      if (content.tooLarge) throw new Error("the file is larger than 512 MB");
      if (content.bytes === 0) throw new Error("the file is empty");
      const problem = record.purpose === "fine-tune" ? await findJsonlProblem(content.path) : undefined;
      await context.store.adopt(content.path, context.store.filePath(record.id));
      outcome = {
        bytes: content.bytes,
        sha256: content.sha256,
        status: problem === undefined ? "processed" : "error",
        ...(problem === undefined ? {} : { statusDetails: `Validation of jsonl file failed: ${problem}` }),
      };
    } catch (error) {
      await content.discard();
      throw error;
    }
  } catch (error) {
    outcome = { status: "error", statusDetails: `The file could not be imported: ${(error as Error).message}` };
  }
  await context.store.transaction((tx) => {
    const current = tx.get("files", record.id);
    if (current === undefined) return;
    const { importUrl: _, ...rest } = current;
    tx.put("files", record.id, { ...rest, ...outcome, readyAt: context.now() });
  });
}

/** Takes up imports that were under way when the last process ended. */
export function resumeImports(context: ServiceContext, onError: (error: unknown) => void): void {
  for (const file of context.store.list("files")) {
    if (file.status === "running") void runImport(context, file).catch(onError);
  }
}

function origin(request: FastifyRequest): string {
  return `http://${request.headers.host ?? "127.0.0.1"}`;
}
