import { createWriteStream } from "node:fs";
import { open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { redact, timerMs, TunelabError } from "../../core/index.js";

/** Options of {@link downloadFile}. */
export interface DownloadOptions {
  /** Called with the share that has arrived, 0 to 1, and the bytes in all. */
  readonly onProgress?: (share: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
  /** Longest time without a byte, in milliseconds, after which the download is given up. @default 60000 */
  readonly stallMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Downloads a file to a path; what has arrived stays in `<path>.part`, and the next call goes on after its last byte,
 * also after a crash, unless the server has another version by then.
 *
 * The file appears under its path when it is whole and on the disk. Throws `download_failed`.
 *
 * @example
 * await downloadFile("https://example.com/model.gguf", "models/model.gguf", { onProgress: (share) => console.log(share) });
 */
export async function downloadFile(url: string, path: string, options: DownloadOptions = {}): Promise<void> {
  const { stallMs = 60_000, signal } = options;
  const stalled = new AbortController();
  const giveUp = (): void => stalled.abort(new Error(`nothing arrived for ${Math.round(stallMs / 1000)} s`));
  let timer = setTimeout(giveUp, timerMs(stallMs));
  const onBytes = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, timerMs(stallMs));
  };
  const ended = signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]);
  try {
    await receive(url, path, options, ended, onBytes);
  } catch (cause) {
    const why = ended.aborted ? (ended.reason as Error) : (cause as Error);
    const detail = why.cause instanceof Error ? `${why.message} (${why.cause.message})` : why.message;
    throw new TunelabError(redact(`The file could not be downloaded from ${url}: ${detail}`), {
      code: "download_failed",
      hint: "Check the network and the free disk space and run the command again: it goes on where it stopped. A GGUF file from elsewhere works by its path.",
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function receive(
  url: string,
  path: string,
  { onProgress, headers, fetch = globalThis.fetch }: DownloadOptions,
  signal: AbortSignal,
  onBytes: () => void,
): Promise<void> {
  const part = `${path}.part`;
  const versionPath = `${path}.part.version`;
  const have = await sizeOf(part);
  const version = await readFile(versionPath, "utf8").catch(() => "");
  // Without its version, what is there may belong to another file.
  const goOn = have > 0 && version !== "";
  const response = await fetch(url, {
    signal,
    headers: { ...headers, ...(goOn ? { range: `bytes=${have}-`, "if-range": version } : {}) },
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    if (response.status === 416) await rm(part, { force: true });
    throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
  }
  const from = response.status === 206 ? have : 0;
  const length = response.headers.get("content-length");
  const total = length === null ? undefined : from + Number(length);
  await writeFile(versionPath, response.headers.get("etag") ?? response.headers.get("last-modified") ?? "");
  let arrived = from;
  const output = createWriteStream(part, { flags: from > 0 ? "a" : "w" });
  try {
    for await (const chunk of response.body) {
      onBytes();
      if (!output.write(chunk)) await once(output, "drain", { signal });
      arrived += (chunk as Uint8Array).length;
      if (total !== undefined) onProgress?.(arrived / total, total);
    }
  } finally {
    // What arrived before a failure is what the next call goes on from.
    output.end();
    await finished(output);
  }
  if (total !== undefined && arrived !== total)
    throw new Error(`the connection ended after ${arrived} of ${total} bytes`);
  await flush(part);
  await rename(part, path);
  await rm(versionPath, { force: true });
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
