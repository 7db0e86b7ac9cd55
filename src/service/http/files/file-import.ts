import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { redact } from "../../../core/index.js";
import type { ServiceContext } from "../../context.js";
import { lookAtTrainingFile } from "../../jobs/index.js";
import type { FileRecord } from "../../store/index.js";
import { dialectError } from "../dialect-errors.js";
import { receiveContent } from "./file-content.js";
import { checkPurpose, cleanFilename, fileLocation, newFileId, toFileBody } from "./file-record.js";
import { AZURE } from "../../dialects/index.js";
import { parseBody } from "../request-problems.js";

/** Schema of an import. */
export const importSchema = z.strictObject({
  purpose: z.string(),
  filename: z.string().min(1).max(255),
  content_url: z.string().min(1).max(8192),
});

/** Registers a file that the service fetches itself; answers before it has. */
export async function importFile(
  context: ServiceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const body = parseBody(importSchema, request.body);
  const purpose = checkPurpose(AZURE, body.purpose);
  const url = URL.canParse(body.content_url) ? new URL(body.content_url) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw dialectError(AZURE, 400, {
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
  void reply.status(201).header("location", fileLocation(request, record.id));
  return { ...toFileBody(context, AZURE, record), status: "pending" };
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
      const look = record.purpose === "fine-tune" ? await lookAtTrainingFile(content.path) : undefined;
      const problem = look?.problem;
      await context.store.adopt(content.path, context.store.filePath(record.id));
      outcome = {
        bytes: content.bytes,
        sha256: content.sha256,
        status: problem === undefined ? "processed" : "error",
        counts: look && { lines: look.lines, examples: look.examples },
        statusDetails: problem === undefined ? undefined : `Validation of jsonl file failed: ${problem}`,
      };
    } catch (error) {
      await content.discard();
      throw error;
    }
  } catch (error) {
    const { message, cause } = error as Error;
    // What fetch says is the same for every failure; its cause tells a wrong name from a closed port.
    const why = cause instanceof Error ? `${message} (${cause.message})` : message;
    outcome = { status: "error", statusDetails: redact(`The file could not be imported: ${why}`) };
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
