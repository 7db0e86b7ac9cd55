import { createHash, randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { ServiceContext } from "../context.js";

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
  const handle = await open(path, "wx", 0o600);
  try {
    for await (const chunk of chunks) {
      // The rest is read and dropped: a client that is still sending does not listen for an answer.
      if (tooLarge || bytes + chunk.length > maxBytes) {
        tooLarge = true;
        continue;
      }
      hash.update(chunk);
      for (let at = 0; at < chunk.length;) at += (await handle.write(chunk, at)).bytesWritten;
      bytes += chunk.length;
    }
    await handle.sync();
  } catch (error) {
    await handle.close();
    await discard();
    throw error;
  }
  await handle.close();
  return { path, bytes, sha256: hash.digest("hex"), tooLarge, discard };
}
