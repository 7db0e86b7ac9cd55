import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { cellPath } from "./cell-path.js";

/** A line and column as typed; lines count from 1, columns from 0. */
export interface TypedPlace {
  readonly line: number;
  readonly column: number;
}

/** Code of the learner as V8 has it: a cell that ran, or a version of a local file. */
export interface LearnersScript {
  readonly url: string;
  /** How front ends name it. */
  readonly path: string;
  /** How a person reads it. */
  readonly label: string;
  readonly source: string;
  readonly isCell: boolean;
  /** From the code that runs to the code as typed; none where both are one. */
  readonly map: TraceMap | undefined;
  /** V8's own number, once it has parsed the script. */
  scriptId: string | undefined;
}

/** V8's event about a script. */
export interface ParsedEvent {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

/** Scripts that are known; code of older ones still runs, but is not stopped in. */
const LIMIT = 1000;

const CELL_SCHEME = "tunelab-cell:";

/** The name under which V8 knows a cell of the runner. */
export const cellUrl = (cell: number): string => CELL_SCHEME + cell;

export const isCellUrl = (url: string): boolean => url.startsWith(CELL_SCHEME);

/** Knows the learner's code in one runner, by V8's names and by the front end's. */
export class Scripts {
  readonly #byUrl = new Map<string, LearnersScript>();
  readonly #byId = new Map<string, string>();

  /** Adds a cell, which V8 may or may not have parsed. */
  addCell(
    url: string,
    { label, source, sourceMap }: { label: string; source: string; sourceMap: string },
  ): LearnersScript {
    const map = new TraceMap(sourceMap);
    const scriptId = this.idOf(url);
    const script = { url, path: cellPath(source), label, source, isCell: true, map, scriptId };
    this.#byUrl.set(url, script);
    if (this.#byUrl.size > LIMIT) this.#byUrl.delete(this.#byUrl.keys().next().value!);
    return script;
  }

  /** Notes a script that V8 has parsed; a local file is known from then on. */
  onParsed({ scriptId, url, sourceMapURL }: ParsedEvent): void {
    this.#byId.set(scriptId, url);
    const known = this.#byUrl.get(url);
    if (known !== undefined) known.scriptId = scriptId;
    else if (!isCellUrl(url)) this.#addFile(url, scriptId, sourceMapURL);
  }

  /** The script that a number of V8's stands for, or `undefined` when it is not the learner's. */
  find(scriptId: string): LearnersScript | undefined {
    return this.#byUrl.get(this.#byId.get(scriptId) ?? "");
  }

  /** V8's number of a script that it has parsed. */
  idOf(url: string): string | undefined {
    return [...this.#byId].find(([, name]) => name === url)?.[0];
  }

  byUrl(url: string): LearnersScript | undefined {
    return this.#byUrl.get(url);
  }

  withPath(path: string): LearnersScript[] {
    return [...this.#byUrl.values()].filter((script) => script.path === path);
  }

  /** Names of cells that V8 knows and nobody has told about. */
  unknownCells(): string[] {
    return [...new Set(this.#byId.values())].filter((url) => isCellUrl(url) && !this.#byUrl.has(url));
  }

  /** Local files that were loaded, each once. */
  files(): LearnersScript[] {
    const files = [...this.#byUrl.values()].filter(({ isCell }) => !isCell);
    return [...new Map(files.map((file) => [file.path, file])).values()];
  }

  #addFile(url: string, scriptId: string, sourceMapURL: string | undefined): void {
    try {
      const path = fileURLToPath(url.split("?")[0]!);
      const inline = /^data:application\/json[^,]*;base64,(.*)$/s.exec(sourceMapURL ?? "")?.[1];
      const map = inline === undefined ? undefined : new TraceMap(Buffer.from(inline, "base64").toString("utf8"));
      const source = map?.sourcesContent?.[0] ?? readFileSync(path, "utf8");
      const label = path.slice(path.lastIndexOf("/") + 1);
      this.#byUrl.set(url, { url, path, label, source, isCell: false, map, scriptId });
    } catch {
      // A file that is gone, or a map that is none: V8 still runs it, only nobody can look at it.
    }
  }
}

/** Where a place of V8's was typed; `undefined` for code that the compiler added. */
export function typedPlace(
  { map }: LearnersScript,
  { lineNumber, columnNumber = 0 }: { readonly lineNumber: number; readonly columnNumber?: number },
): TypedPlace | undefined {
  if (map === undefined) return { line: lineNumber + 1, column: columnNumber };
  const { line, column } = originalPositionFor(map, { line: lineNumber + 1, column: columnNumber });
  return line === null || column === null ? undefined : { line, column };
}
