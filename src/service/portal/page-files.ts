import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** A file of the pages. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
  /** The same compressed, where that saves anything. */
  readonly gzip: Buffer | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * The built pages in memory: `index.html`, and `portal/assets/…` by their hashed names.
 *
 * No part of a request's address reaches the disk: what was not found when the folder was read does not exist. It is
 * read again when `index.html` has changed, and the assets of the build before stay for the tabs that it opened.
 *
 * @example
 * new PageFiles("dist/portal").asset("index-3f2a.js")?.type; // "text/javascript; charset=utf-8"
 */
export class PageFiles {
  readonly #folder: string;
  #readAt = 0;
  #index: PageFile | undefined;
  #assets = new Map<string, PageFile>();
  #older = new Map<string, PageFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The page; `undefined` when it has not been built. */
  index(): PageFile | undefined {
    this.#refresh();
    return this.#index;
  }

  asset(name: string): PageFile | undefined {
    if (this.#index === undefined) this.#refresh();
    return this.#assets.get(name) ?? this.#older.get(name);
  }

  #refresh(): void {
    const path = join(this.#folder, "index.html");
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changedAt === undefined || changedAt === this.#readAt) return;
    const folder = join(this.#folder, "portal", "assets");
    const assets = new Map<string, PageFile>();
    try {
      for (const name of readdirSync(folder)) assets.set(name, readPageFile(join(folder, name)));
      this.#index = readPageFile(path);
    } catch {
      // Being built at this moment: what was read before goes on, and the next request looks again.
      return;
    }
    this.#older = this.#assets;
    this.#assets = assets;
    this.#readAt = changedAt;
  }
}

function readPageFile(path: string): PageFile {
  const content = readFileSync(path);
  const gzip = gzipSync(content, { level: 9 });
  return {
    type: TYPES[extname(path)] ?? "application/octet-stream",
    content,
    gzip: gzip.length < content.length ? gzip : undefined,
  };
}
