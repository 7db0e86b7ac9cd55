import { TunelabError } from "../../core/essentials/index.js";
import type { CallFrame, Inspector, PausedEvent } from "./inspector.js";
import { type LearnersScript, type Scripts, typedPlace } from "./scripts.js";

export type StepKind = "stepOver" | "stepInto" | "stepOut";

/** Why a cell stands still, in the words of the Debug Adapter Protocol. */
export interface StopReason {
  readonly reason: "breakpoint" | "step" | "pause" | "exception";
  readonly text?: string;
}

/** A frame that a person sees. */
export interface ShownFrame {
  /** 1 for the top one of V8's. */
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly frame: CallFrame;
  readonly script: LearnersScript;
}

/** What {@link Stops} needs, and whom it tells. */
export interface StopsOptions {
  readonly scripts: () => Scripts;
  readonly inspector: () => Inspector | undefined;
  readonly onStopped: (reason: StopReason) => void;
  readonly onContinued: () => void;
  /** V8 has parsed a script that was written in another language, and has not run it; goes on when this resolves. */
  readonly beforeScript: (scriptId: string) => Promise<void>;
}

/** Function and line as typed, and how many frames a person sees. */
interface Place {
  readonly code: string;
  readonly frames: number;
}

interface Step {
  readonly kind: StepKind;
  readonly from: Place;
  left: number;
}

/** V8 stops several times in a line; after as many stops a step ends wherever it is. */
const STOPS_PER_STEP = 50;
/** A pause that finds no code of the learner is asked for again as often. */
const PAUSES_PER_REQUEST = 100;

/** Whether the cells stand still, where, and how they go on: a person's steps are lines, V8's are smaller. */
export class Stops {
  readonly #options: StopsOptions;
  /** What V8 stands at, also where the person is not told. */
  #event: PausedEvent | undefined;
  #told = false;
  #step: Step | undefined;
  #pausesLeft = 0;

  constructor(options: StopsOptions) {
    this.#options = options;
  }

  /** Whether the person knows that the cells stand still. */
  get isStopped(): boolean {
    return this.#told;
  }

  /** Frames of cells and local files, the top one first; none where nothing stands still. */
  frames(): ShownFrame[] {
    return this.#told ? this.#frames() : [];
  }

  onPaused(event: PausedEvent): void {
    this.#event = event;
    if (event.reason === "instrumentation") return void this.#passScript(event);
    const reason = this.#reasonToStop(event);
    if (reason === undefined) return;
    this.#step = undefined;
    this.#pausesLeft = 0;
    this.#told = true;
    this.#options.onStopped(reason);
  }

  onResumed(): void {
    this.#event = undefined;
    if (!this.#told) return;
    this.#told = false;
    this.#options.onContinued();
  }

  /** The runner is gone, or the debugger was turned off. */
  reset(): void {
    this.#step = undefined;
    this.#pausesLeft = 0;
    this.onResumed();
  }

  async resume(): Promise<void> {
    this.#step = undefined;
    await this.#post("Debugger.resume");
  }

  /** Goes on to another line, into a function that the line calls, or out of the function that it is in. */
  async step(kind: StepKind): Promise<void> {
    this.#step = { kind, from: this.#place(), left: STOPS_PER_STEP };
    await this.#post(`Debugger.${kind}`);
  }

  /** Stops at the next line of the learner's that is run. */
  async pause(): Promise<void> {
    if (this.#told) return;
    this.#pausesLeft = PAUSES_PER_REQUEST;
    await this.#post("Debugger.pause");
  }

  /** Ends the code that stands still; what interrupts running code does not reach it. */
  async terminate(): Promise<void> {
    this.#step = undefined;
    this.#pausesLeft = 0;
    if (this.#event !== undefined) await this.#post("Debugger.resume", { terminateOnResume: true });
  }

  /** Why to stop here; where there is no reason, V8 is told to go on. */
  #reasonToStop(event: PausedEvent): StopReason | undefined {
    const { reason, hitBreakpoints = [], data, callFrames, calledByKernel } = event;
    const top = callFrames[0];
    const isShown = top !== undefined && this.#shown(top, 1) !== undefined;
    const hasFrames = isShown || this.#frames().length > 0;
    if (reason === "exception" || reason === "promiseRejection") {
      // An `import` tries several places, `fetch` several things: most of what they throw is caught on the way.
      if (calledByKernel === true && data?.uncaught !== true)
        return this.#goOn(this.#step === undefined ? "resume" : "stepOut");
      return hasFrames ? { reason: "exception", text: nameAsTyped(data?.description ?? "") } : this.#goOn("resume");
    }
    if (!hasFrames || reason === "OOM") {
      if (this.#pausesLeft-- > 0) this.#tell("Debugger.pause");
      return this.#goOn("resume");
    }
    if (hitBreakpoints.length > 0) return { reason: "breakpoint" };
    const step = this.#step;
    if (step !== undefined) {
      const isSame = !isShown || isSamePlace(step.from, this.#place());
      return isSame && step.left-- > 0 ? this.#goOn(isShown ? step.kind : "stepOut") : { reason: "step" };
    }
    return { reason: this.#pausesLeft > 0 ? "pause" : "breakpoint" };
  }

  async #passScript({ data }: PausedEvent): Promise<void> {
    await this.#options.beforeScript(data?.scriptId ?? "").catch(() => undefined);
    this.#tell("Debugger.resume");
  }

  #goOn(how: StepKind | "resume"): undefined {
    if (how === "resume") this.#step = undefined;
    this.#tell(`Debugger.${how}`);
  }

  /** Sends a command that nobody waits for; where V8 refuses it, nothing stands still any more. */
  #tell(method: string): void {
    this.#post(method).catch(() => undefined);
  }

  async #post(method: string, params?: object): Promise<void> {
    try {
      await this.#options.inspector()?.post(method, params);
    } catch (error) {
      // What goes on may end its process before it has answered.
      if (!(TunelabError.isInstance(error) && error.code === "runner_gone")) throw error;
    }
  }

  #frames(): ShownFrame[] {
    return (this.#event?.callFrames ?? []).flatMap((frame, at) => this.#shown(frame, at + 1) ?? []);
  }

  #shown(frame: CallFrame, id: number): ShownFrame | undefined {
    const script = this.#options.scripts().find(frame.location.scriptId);
    if (script === undefined) return undefined;
    const place = typedPlace(script, frame.location);
    if (place === undefined && id === 1 && this.#step !== undefined) return undefined;
    const { line, column } = place ?? { line: 1, column: 0 };
    const name = frame.functionName === "" ? script.label : nameAsTyped(frame.functionName);
    return { id, name, line, column: column + 1, frame, script };
  }

  #place(): Place {
    const start = this.#event?.callFrames[0]?.functionLocation;
    const frames = this.#frames();
    const code = `${start?.scriptId}:${start?.lineNumber}:${start?.columnNumber} ${frames[0]?.line}`;
    return { code, frames: frames.length };
  }
}

/**
 * Whether a step has not left its line yet. What goes on after an `await` has lost the frames that called it, and a call of
 * the same function has one more.
 */
const isSamePlace = (from: Place, now: Place): boolean =>
  now.code === from.code && (now.frames === from.frames || (now.frames === 1 && from.frames > 1));

/** V8 names what is compiled: top-level names of a notebook are properties there. */
const nameAsTyped = (text: string): string =>
  text.replace(/\(0 , \$cell_*\.scope\.([^)]+)\)/g, "$1").replace(/\$cell_*\.scope\./g, "");
