import { CLOSE_INSPECTOR, DEBUG_HOOK_KEY, type InspectorChannel } from "../runner/index.js";
import { createValueReader } from "./value-reader.js";

/** A place in a script as V8 counts: both from 0. */
export interface ScriptPlace {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** A value or object of the runner, as V8 names it. */
export interface RemoteObject {
  readonly type: string;
  readonly subtype?: string;
  readonly className?: string;
  readonly value?: unknown;
  readonly description?: string;
  readonly objectId?: string;
}

/** One frame of a stopped cell. */
export interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly functionLocation?: ScriptPlace;
  readonly location: ScriptPlace;
  readonly scopeChain: readonly { readonly type: string; readonly object: RemoteObject; readonly name?: string }[];
  readonly this: RemoteObject;
}

/** V8's event of a stop, with the number of all frames where `callFrames` has the top ones. */
export interface PausedEvent {
  readonly reason: string;
  readonly callFrames: readonly CallFrame[];
  readonly depth: number;
  readonly hitBreakpoints?: readonly string[];
  readonly data?: { readonly description?: string; readonly scriptId?: string };
}

interface Evaluated {
  readonly result: RemoteObject;
  readonly exceptionDetails?: { readonly text: string; readonly exception?: RemoteObject };
}

/** Scripts of which V8 keeps the text for the debugger, in characters. */
const SCRIPT_CACHE = 10_000_000;
const HOOK = `this[${JSON.stringify(DEBUG_HOOK_KEY)}]`;
/** Name of what the debugger evaluates; V8 is told to step over it. */
export const OWN_SCRIPT = "tunelab-debugger:";
/** Milliseconds that an expression of the person may take. */
const EVALUATION_MS = 5000;

/** V8's inspector in the words of the debugger. */
export class Inspector {
  readonly #channel: InspectorChannel;

  constructor(channel: InspectorChannel) {
    this.#channel = channel;
  }

  post<T = unknown>(method: string, params?: object): Promise<T> {
    return this.#channel.post<T>(method, params);
  }

  /** Turns V8's debugger on, and brings the part of it that reads values. */
  async enable(skipped: readonly string[]): Promise<void> {
    await this.post("Debugger.enable", { maxScriptsCacheSize: SCRIPT_CACHE });
    await this.post("Debugger.setBlackboxPatterns", { patterns: [`^${OWN_SCRIPT}`, ...skipped] });
    await this.read(`(hook.installed.reader ??= (${createValueReader.toString()})(hook), true)`);
  }

  /**
   * Evaluates code of the debugger's own on the thread of the cells, also while it spins or is stopped, and returns what it
   * gives as plain data. The code reaches `hook` and `reader`.
   */
  async read<T>(code: string): Promise<T> {
    const expression = `((hook) => { const { reader } = hook.installed; return ${code}; })(${HOOK})\n//# sourceURL=${OWN_SCRIPT}read`;
    const { result, exceptionDetails } = await this.post<Evaluated>("Runtime.evaluate", {
      expression,
      returnByValue: true,
      silent: true,
      disableBreaks: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  }

  /** Keeps the names of a scope of V8's, and returns their reference. */
  async keepScope({ objectId }: RemoteObject): Promise<number> {
    const functionDeclaration = `function () { return globalThis[${JSON.stringify(DEBUG_HOOK_KEY)}].installed.reader.keepScope(this); }`;
    const { result } = await this.post<Evaluated>("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration,
      returnByValue: true,
      silent: true,
    });
    return typeof result.value === "number" ? result.value : 0;
  }

  /** Evaluates code of the person in a frame; with what it gives described, or the error that it threw. */
  async evaluateOnFrame<T>({ callFrameId }: CallFrame, expression: string): Promise<T> {
    return this.#plain<T>("Debugger.evaluateOnCallFrame", { callFrameId, expression });
  }

  /** Evaluates code of the person where nothing is stopped. */
  async evaluate<T>(expression: string): Promise<T> {
    return this.#plain<T>("Runtime.evaluate", { expression, disableBreaks: true });
  }

  /** Ends V8's debugging, whatever stands still goes on. */
  async close(): Promise<void> {
    await this.post("Debugger.disable");
    await this.post(CLOSE_INSPECTOR);
  }

  async #plain<T>(method: string, params: object): Promise<T> {
    const { result, exceptionDetails } = await this.post<Evaluated>(method, {
      ...params,
      returnByValue: true,
      silent: true,
      timeout: EVALUATION_MS,
    });
    if (exceptionDetails === undefined) return result.value as T;
    const description = exceptionDetails.exception?.description ?? exceptionDetails.text;
    throw new Error(description.split("\n    at ")[0]);
  }
}
