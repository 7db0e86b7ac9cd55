import { DEBUG_HOOK_KEY } from "../runner/index.js";
import type { Inspector, ScriptPlace } from "./inspector.js";
import { CELL_FILES } from "./cell-path.js";
import { type LearnersScript, type Scripts, typedPlace } from "./scripts.js";

/** A breakpoint that a front end wants; lines count from 1. */
export interface WantedBreakpoint {
  readonly line: number;
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

/** A breakpoint as the front end is told of it. */
export interface SetBreakpoint {
  readonly id: number;
  readonly verified: boolean;
  readonly line: number;
  readonly source: { readonly path: string };
}

interface BreakPlace extends ScriptPlace {
  readonly line: number;
  readonly column: number;
  readonly type?: string;
}

/** What a function declaration is stored with at the top of a cell: a place that nobody typed. */
const STORED_FUNCTION = /^\s*\$cell_*\.scope\.([\p{ID_Continue}$]+) = \1;\s*$/u;

/** The breakpoints that front ends have set, by path, and what V8 was told of them. */
export class Breakpoints {
  readonly #wanted = new Map<string, readonly WantedBreakpoint[]>();
  /** V8's names for what is set, by the URL of the script. */
  #set = new Map<string, string[]>();
  #places = new Map<string, readonly BreakPlace[]>();
  #count = 0;

  get wanted(): ReadonlyMap<string, readonly WantedBreakpoint[]> {
    return this.#wanted;
  }

  clear(): void {
    this.#wanted.clear();
    this.forgetRunner();
  }

  /** Forgets what V8 was told: another runner knows nothing of it. */
  forgetRunner(): void {
    this.#set = new Map();
    this.#places = new Map();
  }

  /** Whether any breakpoint is in a file; V8 then stops before it runs one, so that it can be told. */
  get areInFiles(): boolean {
    return [...this.#wanted.keys()].some((path) => !path.startsWith(CELL_FILES.tmpFilePrefix));
  }

  /** Replaces the breakpoints of a path, in the scripts that V8 has and in those that come. */
  async replace(
    path: string,
    wanted: readonly WantedBreakpoint[],
    { inspector, scripts }: { readonly inspector: Inspector; readonly scripts: Scripts },
  ): Promise<readonly SetBreakpoint[]> {
    if (wanted.length === 0) this.#wanted.delete(path);
    else this.#wanted.set(path, wanted);
    let lines = wanted.map(({ line }) => line);
    for (const script of scripts.withPath(path)) lines = await this.apply(script, inspector);
    return lines.map((line) => ({ id: ++this.#count, verified: true, line, source: { path } }));
  }

  /** Tells V8 the breakpoints of a script, and returns the lines at which they are. */
  async apply(script: LearnersScript, inspector: Inspector): Promise<number[]> {
    for (const breakpointId of this.#set.get(script.url) ?? [])
      await inspector.post("Debugger.removeBreakpoint", { breakpointId });
    this.#set.delete(script.url);
    const wanted = this.#wanted.get(script.path) ?? [];
    if (wanted.length === 0) return [];
    const places = await this.#placesOf(script, inspector);
    const set: string[] = [];
    const lines: number[] = [];
    for (const breakpoint of wanted) {
      const place = findPlace(places, breakpoint.line);
      lines.push(place?.line ?? breakpoint.line);
      if (place === undefined) continue;
      const { lineNumber, columnNumber } = place;
      const params = { url: script.url, lineNumber, columnNumber, condition: this.#conditionOf(breakpoint) };
      const reply = await inspector
        .post<{ breakpointId: string }>("Debugger.setBreakpointByUrl", params)
        // Two lines may have moved to one place.
        .catch(() => undefined);
      if (reply !== undefined) set.push(reply.breakpointId);
    }
    this.#set.set(script.url, set);
    return lines;
  }

  /** What V8 evaluates at each hit; an error in it counts as "do not stop". */
  #conditionOf({ condition, hitCondition, logMessage }: WantedBreakpoint): string | undefined {
    const isSet = (text: string | undefined): text is string => text !== undefined && text.trim() !== "";
    const rules = [
      ...(isSet(condition) ? [`condition: () => (\n${condition}\n)`] : []),
      ...(isSet(hitCondition) ? [`hits: ${JSON.stringify(hitCondition)}`] : []),
      ...(isSet(logMessage) ? [`message: () => [${messageParts(logMessage).join(", ")}]`] : []),
    ];
    if (rules.length === 0) return undefined;
    return `globalThis[${JSON.stringify(DEBUG_HOOK_KEY)}].installed.reader.stopsHere(${++this.#count}, { ${rules.join(", ")} })`;
  }

  /** Every place at which V8 can stop in a script, in the lines as typed. */
  async #placesOf(script: LearnersScript, inspector: Inspector): Promise<readonly BreakPlace[]> {
    const known = this.#places.get(script.url);
    if (known !== undefined || script.scriptId === undefined) return known ?? [];
    const { scriptId } = script;
    const { locations } = await inspector.post<{ locations: readonly (ScriptPlace & { type?: string })[] }>(
      "Debugger.getPossibleBreakpoints",
      { start: { scriptId, lineNumber: 0, columnNumber: 0 } },
    );
    const code = script.isCell
      ? (await inspector.post<{ scriptSource: string }>("Debugger.getScriptSource", { scriptId })).scriptSource.split(
          "\n",
        )
      : [];
    const places = locations.flatMap((location): BreakPlace[] => {
      const typed = typedPlace(script, location);
      if (typed === undefined || STORED_FUNCTION.test(code[location.lineNumber] ?? "")) return [];
      return [{ ...location, ...typed }];
    });
    this.#places.set(script.url, places);
    return places;
  }
}

/**
 * A log message as expressions: texts, and what stands in braces.
 *
 * @example
 * messageParts("n is {n}"); // ['"n is "', "(n)"]
 */
function messageParts(message: string): string[] {
  return message
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== "")
    .map((part) => (/^\{.*\}$/s.test(part) ? `(${part.slice(1, -1)})` : JSON.stringify(part)));
}

/** The first place of a line, or of the next line that has one. */
function findPlace(places: readonly BreakPlace[], line: number): BreakPlace | undefined {
  const later = places.filter((place) => place.line >= line);
  const nearest = Math.min(...later.map((place) => place.line));
  const [first] = later
    .filter((place) => place.line === nearest)
    .sort((one, other) => Number(one.type === "return") - Number(other.type === "return") || one.column - other.column);
  return first;
}
