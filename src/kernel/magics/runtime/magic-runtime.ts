import { TunelabError, getDisplaySink } from "../../../core/essentials/index.js";
import { revealVariable, runEnv, runLoadEnv } from "./environment.js";
import { formatCell } from "./format-cell.js";
import { magicHelp } from "../magic-list.js";
import { runNpm, runPip } from "./run-packages.js";
import { runShell } from "./run-shell.js";
import { runSql } from "./run-sql.js";
import { say } from "../../../texts/kernel/index.js";

/** What the magics need of the cell runner. */
export interface MagicRuntimeOptions {
  /** Every top-level name of the notebook. */
  readonly scope: Record<string, unknown>;
  /** The notebook's folder. */
  readonly directory: () => string;
  /** Tells the compiler that all names are gone. */
  readonly forgetNames: () => void;
  /** Shows a text in the front end's pager. */
  readonly page: (text: string) => void;
  /** Puts a text in the place of the cell's. */
  readonly replaceCell: (text: string) => void;
  /** Shows a text with the secret that it holds. */
  readonly reveal: (text: string) => void;
  /** Loads the cell library, which registers an SQL engine and a path mapper. */
  readonly loadLibrary: () => Promise<unknown>;
}

/** Carries out the calls that translated magics make. */
export class MagicRuntime {
  readonly #options: MagicRuntimeOptions;
  readonly #timers: number[] = [];

  constructor(options: MagicRuntimeOptions) {
    this.#options = options;
  }

  startTimer(): void {
    this.#timers.push(performance.now());
  }

  stopTimer(): void {
    const started = this.#timers.pop();
    if (started !== undefined)
      console.log(say("magics.wallTime", { time: formatDuration(performance.now() - started) }));
  }

  /** Forgets the timers of a cell that did not come to its end. */
  forgetTimers(): void {
    this.#timers.length = 0;
  }

  /** Stops the timers that run to the end of the cell. */
  stopAllTimers(): void {
    while (this.#timers.length > 0) this.stopTimer();
  }

  /** Carries out a magic by name; throws `unknown_magic` for one that does not exist. */
  async run(name: string, args: string, body = ""): Promise<unknown> {
    const signal = getDisplaySink()?.interruptSignal;
    const { directory, loadLibrary, page, replaceCell, reveal } = this.#options;
    switch (name) {
      case "sh":
        return runShell(body, loadLibrary);
      case "sql":
        return runSql(body, loadLibrary, signal);
      case "format":
        return replaceCell(await formatCell(body, directory()));
      case "env":
        return console.log(runEnv(args));
      case "reveal":
        return reveal(revealVariable(args));
      case "load_env":
        return console.log(runLoadEnv(args));
      case "cd":
        return this.#changeFolder(args);
      case "pwd":
        return console.log(process.cwd());
      case "who":
        return console.log(this.#listNames());
      case "reset":
        return this.#reset();
      case "npm":
        return runNpm(args, directory());
      case "pip":
        return runPip(args);
      case "help":
        return page(magicHelp(args.trim().replace(/^%+/, "")));
      default:
        throw new TunelabError(say("magics.unknown", { name: `%${name}` }), {
          code: "unknown_magic",
          hint: say("magics.helpLists"),
        });
    }
  }

  #changeFolder(args: string): void {
    const folder = args.trim().replace(/^(["'])(.*)\1$/, "$2") || this.#options.directory();
    try {
      process.chdir(folder.replace(/^~(?=$|[/\\])/, process.env.HOME ?? "~"));
    } catch (cause) {
      throw new TunelabError(say("magics.folderNotEntered", { folder: JSON.stringify(folder), from: process.cwd() }), {
        code: "folder_not_found",
        hint: say("magics.folderNotEnteredHint"),
        cause,
      });
    }
    console.log(process.cwd());
  }

  #listNames(): string {
    const names = Object.keys(this.#options.scope).sort();
    if (names.length === 0) return say("magics.noNames");
    const width = Math.max(...names.map((name) => name.length));
    return names.map((name) => `${name.padEnd(width)}  ${kindOf(this.#options.scope[name])}`).join("\n");
  }

  #reset(): void {
    const names = Object.keys(this.#options.scope);
    for (const name of names) delete this.#options.scope[name];
    this.#options.forgetNames();
    console.log(say("magics.forgot", { n: names.length }));
  }
}

function kindOf(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === "string" && name !== "" ? name : "object";
}

/** A duration in the unit that reads best: `1.20 ms`, `345 ms`, `3.45 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(2)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
