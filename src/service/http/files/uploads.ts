import { createReadStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { ServiceContext } from "../../context.js";
import { type Dialect, DIALECTS } from "../../dialects/index.js";
import type { UploadRecord } from "../../store/index.js";
import { badRequest } from "../api-error.js";
import { noSuchObject } from "../dialect-errors.js";
import { multipartParts, notMultipart, receiveContent } from "./file-content.js";
import { checkPurpose, cleanFilename, toFileBody } from "./file-record.js";
import { accept } from "./files.js";
import { FORM_FILE, reads } from "../request-body.js";
import { parseBody } from "../request-problems.js";

/** Largest part and largest file of the uploads API. */
const MAX_PART_BYTES = 64 * 1024 * 1024;
const MAX_UPLOAD_BYTES = 8 * 1024 ** 3;

/** An upload that is not completed within an hour is over. */
const LIFETIME_SECONDS = 3600;

const createSchema = z.strictObject({
  filename: z.string().min(1).max(255),
  purpose: z.string(),
  bytes: z.number().int().min(1).max(MAX_UPLOAD_BYTES),
  mime_type: z.string().min(1).max(200),
});
const completeSchema = z.strictObject({ part_ids: z.array(z.string()).min(1), md5: z.string().nullish() });

const PART = { form: { data: FORM_FILE }, required: ["data"] };

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** Registers uploads: large files that arrive in parts, in both dialects. */
export function registerUploads(app: FastifyInstance, context: ServiceContext): void {
  for (const dialect of DIALECTS) {
    const prefix = `${dialect.prefix}/uploads`;
    app.post(prefix, reads(createSchema), (request) => create(context, dialect, request.body));
    app.post(`${prefix}/:id/parts`, reads(PART), (request: WithId) => addPart(context, dialect, request));
    app.post(`${prefix}/:id/complete`, reads(completeSchema), (request: WithId) => complete(context, dialect, request));
    app.post(`${prefix}/:id/cancel`, async (request: WithId) => {
      const upload = findPending(context, dialect, request.params.id);
      const cancelled: UploadRecord = { ...upload, status: "cancelled", parts: [] };
      await context.store.transaction((tx) => tx.put("uploads", upload.id, cancelled));
      await rm(context.store.uploadFolder(upload.id), { recursive: true, force: true });
      return toBody(context, dialect, cancelled);
    });
  }
}

async function create(context: ServiceContext, dialect: Dialect, body: unknown): Promise<unknown> {
  const asked = parseBody(createSchema, body);
  const createdAt = Math.floor(context.now() / 1000);
  const upload: UploadRecord = {
    id: `upload_${randomBytes(16).toString("hex")}`,
    createdAt,
    expiresAt: createdAt + LIFETIME_SECONDS,
    filename: cleanFilename(asked.filename),
    purpose: checkPurpose(dialect, asked.purpose),
    bytes: asked.bytes,
    mimeType: asked.mime_type,
    status: "pending",
    parts: [],
  };
  await mkdir(context.store.uploadFolder(upload.id), { recursive: true, mode: 0o700 });
  await context.store.transaction((tx) => tx.put("uploads", upload.id, upload));
  return toBody(context, dialect, upload);
}

async function addPart(context: ServiceContext, dialect: Dialect, request: WithId): Promise<unknown> {
  const { store } = context;
  const upload = findPending(context, dialect, request.params.id);
  let part: UploadRecord["parts"][number] | undefined;
  for await (const field of multipartParts(request, MAX_PART_BYTES)) {
    if (field.type !== "file") continue;
    const content = await receiveContent(context, field.file, MAX_PART_BYTES).catch((error: unknown) => {
      throw notMultipart(error);
    });
    if (field.fieldname !== "data" || content.tooLarge || content.bytes === 0) {
      await content.discard();
      throw badRequest(`A part must be sent as 'data' and have 1 to ${MAX_PART_BYTES} bytes.`, "data", "invalid_value");
    }
    part = { id: `part_${randomBytes(16).toString("hex")}`, bytes: content.bytes };
    await store.adopt(content.path, join(store.uploadFolder(upload.id), part.id));
  }
  if (part === undefined) throw badRequest("Missing required parameter: 'data'.", "data", "missing_required_parameter");
  const added = part;
  await store.transaction((tx) => {
    const current = tx.get("uploads", upload.id);
    if (current?.status !== "pending") throw notPending(upload.id);
    tx.put("uploads", upload.id, { ...current, parts: [...current.parts, added] });
  });
  return { id: added.id, object: "upload.part", created_at: Math.floor(context.now() / 1000), upload_id: upload.id };
}

async function complete(context: ServiceContext, dialect: Dialect, request: WithId): Promise<unknown> {
  const { store } = context;
  const upload = findPending(context, dialect, request.params.id);
  const { part_ids: ids, md5 } = parseBody(completeSchema, request.body);
  const parts = ids.map((id) => {
    const part = upload.parts.find((candidate) => candidate.id === id);
    if (part === undefined) throw badRequest(`The upload has no part ${id.slice(0, 60)}.`, "part_ids", "invalid_value");
    return part;
  });
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes !== upload.bytes) {
    throw badRequest(
      `The parts have ${bytes} bytes together, but the upload was created for ${upload.bytes}.`,
      "part_ids",
      "invalid_value",
    );
  }
  const folder = store.uploadFolder(upload.id);
  const hash = createHash("md5");
  const chunks = joined(
    parts.map((part) => join(folder, part.id)),
    (chunk) => hash.update(chunk),
  );
  const content = await receiveContent(context, chunks, MAX_UPLOAD_BYTES);
  try {
    const digest = hash.digest("hex");
    if (typeof md5 === "string" && md5.toLowerCase() !== digest) {
      throw badRequest(`The parts have the MD5 ${digest}, but ${md5.slice(0, 60)} was given.`, "md5", "invalid_value");
    }
    const file = await accept(context, dialect, content, upload.filename, upload.purpose);
    const done: UploadRecord = { ...upload, status: "completed", parts: [], fileId: file.id };
    await store.transaction((tx) => tx.put("uploads", upload.id, done));
    await rm(folder, { recursive: true, force: true });
    return toBody(context, dialect, done);
  } catch (error) {
    await content.discard();
    throw error;
  }
}

async function* joined(paths: readonly string[], onChunk: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
      onChunk(chunk);
      yield chunk;
    }
  }
}

function findPending(context: ServiceContext, dialect: Dialect, id: string): UploadRecord {
  const upload = context.store.get("uploads", id);
  if (upload === undefined) throw noSuchObject(dialect, "Upload", id);
  if (upload.status !== "pending" || context.now() / 1000 > upload.expiresAt) throw notPending(id);
  return upload;
}

function notPending(id: string): Error {
  return badRequest(`Upload ${id} is not pending any more.`, "upload_id", "invalid_upload_status");
}

function toBody(context: ServiceContext, dialect: Dialect, upload: UploadRecord): Record<string, unknown> {
  const file = upload.fileId === undefined ? undefined : context.store.get("files", upload.fileId);
  return {
    id: upload.id,
    object: "upload",
    bytes: upload.bytes,
    created_at: upload.createdAt,
    filename: upload.filename,
    purpose: upload.purpose,
    status: upload.status,
    expires_at: upload.expiresAt,
    file: file === undefined ? null : toFileBody(context, dialect, file),
  };
}
