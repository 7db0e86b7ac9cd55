import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { syncFolder, TunelabError } from "../../core/index.js";

interface Pending {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A file of JSON records, one a line with its checksum, to which records are only ever added.
 *
 * `append` resolves when the record is on the disk. Records that arrive while a flush runs share the next one. A line
 * that a crash left incomplete is cut off when the log is opened; a broken line in the middle stops the opening.
 */
export class AppendLog {
  readonly path: string;
  readonly #handle: FileHandle;
  #size: number;
  #pending: Pending[] = [];
  #flushing: Promise<void> | undefined;
  #broken: unknown;

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /**
   * Opens or creates a log and hands each of its records, in order, to `onRecord`.
   *
   * Throws `store_corrupt` when a record other than the last is damaged.
   *
   * @example
   * const log = await AppendLog.open("records.log", (record) => apply(record));
   */
  static async open(path: string, onRecord: (record: unknown) => void): Promise<AppendLog> {
    // "a+" creates the file, but on Linux writes always go to the end, also after a truncation: what is wanted.
    const handle = await open(path, "a+", 0o600);
    try {
      const content = await handle.readFile();
      let good = 0;
      let lineNumber = 0;
      while (good < content.length) {
        const end = content.indexOf(10, good);
        const record = end < 0 ? undefined : parseLine(content.toString("utf8", good, end));
        lineNumber++;
        if (record === undefined) {
          if (end >= 0 && content.indexOf(10, end + 1) >= 0) {
            throw new TunelabError(`Line ${lineNumber} of ${path} is damaged.`, {
              code: "store_corrupt",
              hint: "Restore the data directory from a copy, or start the service with another --data-dir.",
            });
          }
          break;
        }
        onRecord(record.value);
        good = end + 1;
      }
      if (good < content.length) {
        await handle.truncate(good);
        await handle.sync();
      }
      await syncFolder(dirname(path));
      return new AppendLog(path, handle, good);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Length of the file in bytes. */
  get size(): number {
    return this.#size;
  }

  /** Adds a record; resolves when it is on the disk, rejects with nothing written when the disk refuses. */
  append(record: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ line: toLine(record), resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Waits for what was appended and closes the file. */
  async close(): Promise<void> {
    await this.#flushing;
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    // Lets the records of one turn of the event loop share a flush.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        if (this.#broken !== undefined) throw this.#broken;
        await this.#write(batch.map(({ line }) => line).join(""));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#flushing = undefined;
  }

  async #write(text: string): Promise<void> {
    const data = Buffer.from(text, "utf8");
    try {
      for (let offset = 0; offset < data.length;) {
        offset += (await this.#handle.write(data, offset)).bytesWritten;
      }
      await this.#handle.datasync();
      this.#size += data.length;
    } catch (cause) {
      await this.#undo();
      throw storageError(this.path, cause);
    }
  }

  /** Takes back a part that was written before the disk refused; if even that fails, nothing more is accepted. */
  async #undo(): Promise<void> {
    try {
      await this.#handle.truncate(this.#size);
      await this.#handle.sync();
    } catch (cause) {
      this.#broken = storageError(this.path, cause);
    }
  }
}

/** Whether a system error means that nothing more can be written: disk or quota are used up. */
export function isDiskFull(code: string | undefined): boolean {
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Explains a failed write, most often a full disk. */
export function storageError(path: string, cause: unknown): TunelabError {
  return new TunelabError(`The disk refused to write ${path}: ${(cause as Error).message}`, {
    code: "storage_failed",
    hint: "Free some disk space (npm run doctor shows what the project uses) and send the request again.",
    cause,
  });
}

/**
 * One line of the log: checksum in 8 hexadecimal digits, a space, JSON.
 *
 * @example
 * toLine({ a: 1 }); // "561bacaf {\"a\":1}\n"
 */
export function toLine(record: unknown): string {
  const json = JSON.stringify(record);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

function parseLine(line: string): { readonly value: unknown } | undefined {
  const json = line.slice(9);
  if (line[8] !== " " || line.slice(0, 8) !== crc32(json).toString(16).padStart(8, "0")) return undefined;
  return { value: JSON.parse(json) as unknown };
}
