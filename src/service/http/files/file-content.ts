import { createHash, randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { Multipart } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { TunelabError } from "../../../core/index.js";
import type { ServiceContext } from "../../context.js";
import { storageError } from "../../store/index.js";
import { ApiError, badRequest } from "../api-error.js";

/** Largest file of the API: 512 MB. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** Content that has arrived and is flushed, under a temporary name. */
export interface ArrivedContent {
  readonly path: string;
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** Whether more came than was allowed; the rest was not kept. */
  readonly tooLarge: boolean;
  discard(): Promise<void>;
}

/** Writes a stream to a temporary file while hashing it. */
export async function receiveContent(
  context: ServiceContext,
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_FILE_BYTES,
): Promise<ArrivedContent> {
  const path = context.store.temporaryPath(randomBytes(16).toString("hex"));
  const discard = (): Promise<void> => rm(path, { force: true });
  const hash = createHash("sha256");
  let bytes = 0;
  let tooLarge = false;
  const onDisk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw storageError(path, cause);
    });
  const handle = await onDisk(open(path, "wx", 0o600));
  try {
    for await (const chunk of chunks) {
      // The rest is read and dropped: a client that is still sending does not listen for an answer.
      if (tooLarge || bytes + chunk.length > maxBytes) {
        tooLarge = true;
        continue;
      }
      hash.update(chunk);
      for (let at = 0; at < chunk.length;) at += (await onDisk(handle.write(chunk, at))).bytesWritten;
      bytes += chunk.length;
    }
    await onDisk(handle.sync());
  } catch (error) {
    await handle.close();
    await discard();
    throw error;
  }
  await handle.close();
  return { path, bytes, sha256: hash.digest("hex"), tooLarge, discard };
}

/**
 * The parts of a multipart request; a body that is not what its header says is the provider's 400.
 *
 * @param maxFileBytes one more byte is read, so that the caller can tell too much from just enough
 */
export async function* multipartParts(request: FastifyRequest, maxFileBytes: number): AsyncGenerator<Multipart> {
  if (!request.isMultipart()) {
    throw badRequest("The request must be sent as multipart/form-data.", null, "invalid_content_type");
  }
  try {
    yield* request.parts({ limits: { files: 1, fields: 20, fieldSize: 10_000, fileSize: maxFileBytes + 1 } });
  } catch (error) {
    throw notMultipart(error);
  }
}

/** Tells a broken body from a fault of the service's own. */
export function notMultipart(error: unknown): unknown {
  const own = error instanceof ApiError || TunelabError.isInstance(error);
  return own
    ? error
    : badRequest(`The multipart body could not be read: ${(error as Error).message}`, null, "invalid_multipart");
}
