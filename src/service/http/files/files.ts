import { open, rm } from "node:fs/promises";
import type { MultipartFile } from "@fastify/multipart";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServiceContext } from "../../context.js";
import { lookAtTrainingFile } from "../../jobs/index.js";
import { type Dialect, DIALECTS } from "../../dialects/index.js";
import type { FilePurpose, FileRecord } from "../../store/index.js";
import { ApiError } from "../api-error.js";
import { dialectError, noSuchObject } from "../dialect-errors.js";
import { type ArrivedContent, MAX_FILE_BYTES, multipartParts, notMultipart, receiveContent } from "./file-content.js";
import { importFile, importSchema } from "./file-import.js";
import { checkPurpose, cleanFilename, CLIENT_PURPOSES, fileLocation, storeFile, toFileBody } from "./file-record.js";
import { FORM_FILE, reads } from "../request-body.js";
import { parsePage, toPage } from "../list-page.js";

const UPLOAD = {
  form: { file: FORM_FILE, purpose: { type: "string", enum: CLIENT_PURPOSES } },
  required: ["file", "purpose"],
};

/** Registers the files API in both dialects. */
export function registerFiles(app: FastifyInstance, context: ServiceContext): void {
  for (const dialect of DIALECTS) {
    const prefix = `${dialect.prefix}/files`;
    app.post(prefix, reads(UPLOAD), (request, reply) => upload(context, dialect, request, reply));
    app.get(prefix, (request) => list(context, dialect, request.query));
    app.get<{ Params: { id: string } }>(`${prefix}/:id`, ({ params }) =>
      toFileBody(context, dialect, find(context, dialect, params.id)),
    );
    app.get<{ Params: { id: string } }>(`${prefix}/:id/content`, ({ params }, reply) =>
      sendContent(context, dialect, params.id, reply),
    );
    app.delete<{ Params: { id: string } }>(`${prefix}/:id`, ({ params }) => remove(context, dialect, params.id));
  }
  app.post("/openai/files/import", reads(importSchema), (request, reply) => importFile(context, request, reply));
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
    if (!dialect.files.looksLater) return body;
    void reply.status(201).header("location", fileLocation(request, record.id));
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
  if (purpose === "fine-tune") checkLimits(context, dialect, content.bytes);
  const look = purpose === "fine-tune" ? await lookAtTrainingFile(content.path) : undefined;
  const problem = look?.problem;
  if (problem !== undefined && !dialect.files.looksLater) {
    throw new ApiError(400, problem, { code: "invalid_file_format", param: "file" });
  }
  return storeFile(context, content, {
    dialect,
    filename,
    purpose,
    counts: look && { lines: look.lines, examples: look.examples },
    problem: problem === undefined ? undefined : `Validation of jsonl file failed: ${problem}`,
  });
}

function checkLimits(context: ServiceContext, dialect: Dialect, bytes: number): void {
  const { limits } = dialect.files;
  if (limits === undefined) return;
  const files = context.store.list("files").filter((file) => file.purpose === "fine-tune");
  const total = files.reduce((sum, file) => sum + file.bytes, bytes);
  if (files.length < limits.files && total <= limits.bytes) return;
  throw dialectError(dialect, 400, {
    message: `The resource already has ${files.length} files for fine-tuning; at most ${limits.files} files and 1 GB in all are allowed. Delete some and try again.`,
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

async function sendContent(
  context: ServiceContext,
  dialect: Dialect,
  id: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = find(context, dialect, id);
  if (file.status === "running") {
    throw dialectError(dialect, 409, {
      message: "The file is still being imported.",
      azureCode: "unexpectedEntityState",
    });
  }
  // Opened before the headers go out, so that what is missing has its status.
  const handle = await open(context.store.filePath(id), "r").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? contentMissing(dialect, id) : error;
  });
  if ((await handle.stat()).size !== file.bytes) {
    await handle.close();
    throw contentMissing(dialect, id);
  }
  return reply
    .headers({
      "content-type": "application/octet-stream",
      "content-length": String(file.bytes),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
      etag: `"${file.sha256}"`,
    })
    .send(handle.createReadStream());
}

function contentMissing(dialect: Dialect, id: string): ApiError {
  return dialectError(dialect, 410, {
    message: `The content of file ${id} is missing or incomplete in the service's data directory. Upload the file again, or restore the data directory from a copy.`,
    azureCode: "contentMissing",
    openaiCode: "content_missing",
    param: "id",
  });
}

async function remove(context: ServiceContext, dialect: Dialect, id: string): Promise<unknown> {
  find(context, dialect, id);
  await context.store.transaction((tx) => tx.delete("files", id));
  // Jobs that use it have a copy of their own; if this fails, the next start removes it.
  await rm(context.store.filePath(id), { force: true }).catch(() => undefined);
  return { id, object: "file", deleted: true };
}
