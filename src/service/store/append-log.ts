import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { syncFolder, TunelabError } from "../../core/index.js";

interface Pending {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Options of {@link AppendLog.open}. */
export interface AppendLogOptions {
  /**
   * Keeps the end of the file before it is cut off, when it is not the beginning of a line that was being written.
   * @default such an end stops the opening
   */
  readonly keepTail?: (tail: Buffer) => Promise<void>;
}

/** What a write that was cut short leaves: the beginning of a line, without its end. */
const BEGUN_LINE = /^[0-9a-f]{0,8}$|^[0-9a-f]{8} [^\0\n]*$/;

/**
 * A file of JSON records, one a line with its checksum, to which records are only ever added.
 *
 * `append` resolves when the record is on the disk. Records that arrive while a flush runs share the next one. A line
 * that a crash left incomplete is cut off when the log is opened; another end that is no record is kept elsewhere first;
 * a broken line in the middle stops the opening. A symbolic link is not followed.
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
   * Throws `store_corrupt` when a record other than the last is damaged, or the path is a symbolic link.
   *
   * @example
   * const log = await AppendLog.open("records.log", (record) => apply(record));
   */
  static async open(
    path: string,
    onRecord: (record: unknown) => void,
    { keepTail }: AppendLogOptions = {},
  ): Promise<AppendLog> {
    const handle = await openOwn(path);
    try {
      const content = await handle.readFile();
      let good = 0;
      let lineNumber = 0;
      while (good < content.length) {
        const end = content.indexOf(10, good);
        const record = end < 0 ? undefined : parseLine(content.toString("utf8", good, end));
        lineNumber++;
        if (record === undefined) {
          if (end >= 0 && content.indexOf(10, end + 1) >= 0) throw damaged(path, lineNumber);
          const tail = content.subarray(good);
          if (!BEGUN_LINE.test(tail.toString("utf8"))) {
            if (keepTail === undefined) throw damaged(path, lineNumber);
            await keepTail(tail);
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

/** Opens a log that is a file of its own: through a link, somebody else's file would be cut off. */
async function openOwn(path: string): Promise<FileHandle> {
  if ((await lstat(path).catch(() => undefined))?.isSymbolicLink() === true) throw linked(path);
  // O_APPEND: on Linux writes always go to the end, also after a truncation, which is what is wanted.
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  return open(path, O_RDWR | O_APPEND | O_CREAT | (O_NOFOLLOW ?? 0), 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ELOOP" ? linked(path) : error;
  });
}

function damaged(path: string, lineNumber: number): TunelabError {
  return new TunelabError(`Line ${lineNumber} of ${path} is damaged.`, {
    code: "store_corrupt",
    hint: "Restore the data directory from a copy, or start the service with another --data-dir.",
  });
}

function linked(path: string): TunelabError {
  return new TunelabError(`${path} is a symbolic link, and the service writes to its own files only.`, {
    code: "store_corrupt",
    hint: "Replace the link by the file, or start the service with another --data-dir.",
  });
}

/** Whether a system error means that nothing more can be written: disk or quota are used up. */
export function isDiskFull(code: string | undefined): boolean {
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Explains a failed write, most often a full disk. */
export function storageError(path: string, cause: unknown): TunelabError {
  return new TunelabError(`The disk refused to write ${path}: ${(cause as Error).message}.`, {
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
