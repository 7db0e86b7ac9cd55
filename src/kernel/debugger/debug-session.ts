import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findProjectRoot } from "../../core/essentials/index.js";
import type { KnownSecrets } from "../redaction/index.js";
import type { InspectorChannel, RunRequest } from "../runner/index.js";
import { Breakpoints, type WantedBreakpoint } from "./breakpoints.js";
import { cellPath } from "./cell-path.js";
import type { DebugAnswer, DebugArguments, DebugBody } from "./debug-request.js";
import { Inspector, type PausedEvent } from "./inspector.js";
import { type ParsedEvent, Scripts, cellUrl } from "./scripts.js";
import { Stops, type StopReason } from "./stops.js";
import { type ValueAnswersOptions, valueAnswers } from "./value-answers.js";
import { Variables } from "./variables.js";
import { say } from "../../texts/kernel/index.js";

/** What {@link DebugSession} needs of the kernel. */
export interface DebugSessionOptions extends Pick<ValueAnswersOptions, "removeTypes" | "declare"> {
  readonly secrets: KnownSecrets;
  /** The inspector of the running runner; one is started where none runs. */
  readonly openInspector: () => InspectorChannel;
  /** Has all front ends told. */
  readonly emit: (event: string, body: DebugBody) => void;
}

/** The build of tunelab, Node and packages: code that a person steps over. */
const SKIPPED = ["^node:", "/node_modules/", `^${escapeRegExp(pathToFileURL(join(findProjectRoot(), "dist/")).href)}`];

/** Cells that front ends may look at before they run; a notebook has fewer. */
const DUMPED_LIMIT = 1000;

/** The one thread that a front end sees. */
const THREAD = 1;

/** Debugs the cells of one kernel: requests of the Debug Adapter Protocol, answered by V8's inspector in the cell runner. */
export class DebugSession {
  readonly #options: DebugSessionOptions;
  readonly #breakpoints = new Breakpoints();
  readonly #stops: Stops;
  readonly #variables: Variables;
  readonly #values: Readonly<Record<string, DebugAnswer>>;
  /** Code that front ends have asked the path of, which may not have run. */
  readonly #dumped = new Map<string, string>();
  #scripts = new Scripts();
  #inspector: Inspector | undefined;
  #enabled: Promise<void> | undefined;
  #started = false;
  /** V8's name for the stop before each script, while files have breakpoints. */
  #fileWatch: string | undefined;
  #exceptions: "none" | "uncaught" | "all" = "none";

  constructor(options: DebugSessionOptions) {
    this.#options = options;
    this.#stops = new Stops({
      scripts: () => this.#scripts,
      inspector: () => this.#inspector,
      onStopped: (reason) => this.#onStopped(reason),
      beforeScript: (scriptId) => this.#beforeScript(scriptId),
      onContinued: () => this.#onContinued(),
    });
    const inspector = (): Inspector => this.#connected();
    this.#variables = new Variables(inspector, options.secrets);
    this.#values = valueAnswers({ ...options, stops: this.#stops, variables: this.#variables, inspector });
  }

  /** What `debugInfo` says beside what never changes. */
  get state(): DebugBody {
    return {
      isStarted: this.#started,
      breakpoints: [...this.#breakpoints.wanted].map(([source, breakpoints]) => ({ source, breakpoints })),
      stoppedThreads: this.#stops.isStopped ? [THREAD] : [],
    };
  }

  /** Sets the breakpoints of a cell before it runs. */
  async beforeRun({ cell, executable }: RunRequest): Promise<void> {
    if (!this.#started) return;
    await this.#enable();
    const url = cellUrl(cell);
    const script = this.#scripts.addCell(url, executable);
    if (!this.#breakpoints.wanted.has(script.path)) return;
    // Evaluated to the function that the cell is, which is not called: V8 says then where it can stop. Under a name of its
    // own: in the second of two scripts with one URL, V8 moves a breakpoint by the text behind it, past a `return x;`.
    const { javascript } = executable;
    const twin = `${url}:places`;
    const compile = `new hook.Script(${JSON.stringify(javascript)}, { filename: ${JSON.stringify(twin)} })`;
    await this.#connected().read(`(hook.installed.compiled = ${compile}.runInThisContext(), true)`);
    script.scriptId = this.#scripts.idOf(twin);
    await this.#breakpoints.apply(script, this.#connected());
  }

  /** Ends the code of a cell that stands still. */
  async interrupt(): Promise<void> {
    await this.#stops.terminate();
  }

  /** The runner is gone; the next cell gets another. */
  onRunnerLost(): void {
    this.#inspector = undefined;
    this.#enabled = undefined;
    this.#fileWatch = undefined;
    this.#scripts = new Scripts();
    this.#breakpoints.forgetRunner();
    this.#stops.reset();
  }

  /** Answers a request with the body of its reply; rejects with what the front end is told. */
  async answer(command: string, args: DebugArguments): Promise<DebugBody> {
    const answer = this.#answers[command] ?? this.#values[command];
    if (answer === undefined) throw new Error(`The debugger has no request ${command}.`);
    if (!this.#started && !BEFORE_START.has(command)) throw new Error(`${command}: the debugger is not turned on.`);
    return (await answer(args)) ?? {};
  }

  readonly #answers: Readonly<Record<string, DebugAnswer>> = {
    initialize: async () => {
      await this.#start();
      return capabilities();
    },
    attach: async () => {
      await this.#start();
      this.#options.emit("initialized", {});
    },
    configurationDone: () => undefined,
    disconnect: () => this.#turnOff(),
    terminate: () => this.#turnOff(),
    dumpCell: ({ code }) => {
      const sourcePath = cellPath(String(code));
      this.#dumped.set(sourcePath, String(code));
      if (this.#dumped.size > DUMPED_LIMIT) this.#dumped.delete(this.#dumped.keys().next().value!);
      return { sourcePath };
    },
    source: ({ source }) => {
      const path = String(source?.path);
      const content = this.#dumped.get(path) ?? this.#scripts.withPath(path).at(-1)?.source;
      if (content === undefined) throw new Error(`The debugger does not know ${path}.`);
      return { content, mimeType: "text/x-typescript" };
    },
    setBreakpoints: async ({ source, breakpoints = [] }) => {
      const wanted = (breakpoints as readonly WantedBreakpoint[]).filter(({ line }) => Number.isInteger(line));
      const known = { inspector: this.#connected(), scripts: this.#scripts };
      const set = await this.#breakpoints.replace(String(source?.path), wanted, known);
      await this.#watchFiles();
      return { breakpoints: set };
    },
    setExceptionBreakpoints: async ({ filters = [] }) => {
      this.#exceptions = filters.includes("all") ? "all" : filters.includes("uncaught") ? "uncaught" : "none";
      await this.#setExceptions();
    },
    threads: () => ({ threads: [{ id: THREAD, name: "Cells" }] }),
    continue: async () => {
      await this.#stops.resume();
      return { allThreadsContinued: true };
    },
    next: () => this.#stops.step("stepOver"),
    stepIn: () => this.#stops.step("stepInto"),
    stepOut: () => this.#stops.step("stepOut"),
    pause: () => this.#stops.pause(),
    stackTrace: ({ startFrame = 0, levels = 0 }) => {
      const frames = this.#stops.frames();
      const shown = frames.slice(startFrame, levels > 0 ? startFrame + levels : undefined);
      const stackFrames = shown.map(({ id, name, line, column, script }) => ({
        id,
        name,
        line,
        column,
        source: { name: script.label, path: script.path },
      }));
      return { stackFrames, totalFrames: frames.length };
    },
    modules: ({ startModule = 0, moduleCount = 0 }) => {
      const files = this.#scripts.files();
      const modules = files.map(({ path, label }) => ({ id: path, name: label, path }));
      return {
        modules: modules.slice(startModule, moduleCount > 0 ? startModule + moduleCount : undefined),
        totalModules: files.length,
      };
    },
  };

  async #setExceptions(): Promise<void> {
    const inspector = this.#connected();
    await inspector.post("Debugger.setPauseOnExceptions", { state: this.#exceptions });
    await inspector.read(`(hook.uncaughtStops.wanted = ${this.#exceptions === "uncaught"})`);
  }

  /** Local files are loaded when a cell imports them: V8 is asked to wait then, for as long as one has a breakpoint. */
  async #watchFiles(): Promise<void> {
    const { areInFiles } = this.#breakpoints;
    if (areInFiles === (this.#fileWatch !== undefined)) return;
    const inspector = this.#connected();
    if (this.#fileWatch !== undefined) {
      const breakpointId = this.#fileWatch;
      this.#fileWatch = undefined;
      await inspector.post("Debugger.removeBreakpoint", { breakpointId });
      return;
    }
    const { breakpointId } = await inspector.post<{ breakpointId: string }>("Debugger.setInstrumentationBreakpoint", {
      instrumentation: "beforeScriptWithSourceMapExecution",
    });
    this.#fileWatch = breakpointId;
  }

  async #beforeScript(scriptId: string): Promise<void> {
    const script = this.#scripts.find(scriptId);
    if (script === undefined) return;
    if (!script.isCell) await this.#breakpoints.apply(script, this.#connected());
  }

  #connected(): Inspector {
    this.#inspector ??= this.#open();
    return this.#inspector;
  }

  #open(): Inspector {
    const channel = this.#options.openInspector();
    channel.listen((method, params) => this.#onEvent(method, params));
    return new Inspector(channel);
  }

  async #start(): Promise<void> {
    this.#started = true;
    await this.#enable();
  }

  #enable(): Promise<void> {
    this.#enabled ??= this.#turnOn().catch((error: unknown) => {
      this.#enabled = undefined;
      throw error;
    });
    return this.#enabled;
  }

  async #turnOn(): Promise<void> {
    const inspector = this.#connected();
    await inspector.enable(SKIPPED);
    await this.#setExceptions();
    await this.#watchFiles();
    // Cells that ran before the debugger was turned on.
    for (const url of this.#scripts.unknownCells()) {
      const cell = await inspector.read<{ label: string; source: string; sourceMap: string } | undefined>(
        `hook.findCell(${JSON.stringify(url)})`,
      );
      if (cell === undefined) continue;
      this.#scripts.addCell(url, cell);
    }
  }

  async #turnOff(): Promise<void> {
    this.#started = false;
    this.#enabled = undefined;
    this.#fileWatch = undefined;
    this.#breakpoints.clear();
    const inspector = this.#inspector;
    this.#inspector = undefined;
    this.#scripts = new Scripts();
    this.#exceptions = "none";
    // One that does not answer is gone, or is closed with its runner.
    await inspector?.close().catch(() => undefined);
    this.#stops.reset();
  }

  #onEvent(method: string, params: unknown): void {
    if (!this.#started) return;
    if (method === "Debugger.scriptParsed") this.#scripts.onParsed(params as ParsedEvent);
    else if (method === "Debugger.paused") this.#stops.onPaused(params as PausedEvent);
    else if (method === "Debugger.resumed") this.#stops.onResumed();
  }

  #onContinued(): void {
    this.#options.emit("continued", { threadId: THREAD, allThreadsContinued: true });
    // What was looked at while the cells stood still may go now.
    if (this.#inspector !== undefined) this.#variables.forget().catch(() => undefined);
  }

  #onStopped({ reason, text }: StopReason): void {
    const more = text === undefined ? {} : { text, description: text.split("\n")[0] };
    this.#options.emit("stopped", { reason, threadId: THREAD, allThreadsStopped: true, ...more });
  }
}

/** Requests that are answered although nobody has turned the debugger on. */
const BEFORE_START: ReadonlySet<string> = new Set([
  "initialize",
  "attach",
  "disconnect",
  "terminate",
  "dumpCell",
  "source",
]);

const capabilities = (): DebugBody => ({
  supportsConfigurationDoneRequest: true,
  supportsModulesRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsTerminateRequest: true,
  exceptionBreakpointFilters: [
    { filter: "all", label: say("kernel.allExceptions"), default: false },
    { filter: "uncaught", label: say("kernel.uncaughtExceptions"), default: false },
  ],
});

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
