import { CLOSE_INSPECTOR, DEBUG_HOOK_KEY, type InspectorChannel } from "../runner/index.js";
import { createExpressionRunner } from "./expression-runner.js";
import { createValueDescriber } from "./value-describer.js";
import { type DescribedValue, type DescribedVariable, createValueReader } from "./value-reader.js";

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
  /** `NaN`, `-0` and large integers, which JSON does not have. */
  readonly unserializableValue?: string;
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
  /** Whether the kernel is nearer on the stack than the learner's code. */
  readonly calledByKernel?: boolean;
  readonly hitBreakpoints?: readonly string[];
  readonly data?: {
    readonly description?: string;
    readonly uncaught?: boolean;
    readonly scriptId?: string;
    readonly url?: string;
  };
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
/** The functions that work in the runner, as an expression. */
const READER = `(() => {
  const describer = (${createValueDescriber.toString()})(hook);
  const reader = (${createValueReader.toString()})(hook, describer);
  return { ...reader, ...(${createExpressionRunner.toString()})(hook, reader, describer) };
})()`;

/** V8's name for the objects that are asked for in between. */
const GROUP = "tunelab-debugger";
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
    await this.read(`(hook.installed.reader ??= ${READER}, true)`);
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

  /** Keeps the names of a scope of V8's, and `this` beside them where it is given; returns their reference. */
  async keepScope({ objectId }: RemoteObject, self?: RemoteObject): Promise<number> {
    const functionDeclaration = `function (self) { return globalThis[${JSON.stringify(DEBUG_HOOK_KEY)}].installed.reader.keepScope(this, self); }`;
    const { result } = await this.post<Evaluated>("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration,
      arguments: self === undefined ? [] : [{ objectId: self.objectId }],
      returnByValue: true,
      silent: true,
    });
    return typeof result.value === "number" ? result.value : 0;
  }

  /** The private members of a kept object, which only V8 can read, as parts with references of their own. */
  async privateParts(reference: number): Promise<readonly DescribedVariable[]> {
    const expression = `${HOOK}.installed.reader.withPrivates(${reference})\n//# sourceURL=${OWN_SCRIPT}privates`;
    const { result } = await this.post<Evaluated>("Runtime.evaluate", { expression, objectGroup: GROUP, silent: true });
    const { objectId } = result;
    if (objectId === undefined) return [];
    const { privateProperties = [] } = await this.post<{
      privateProperties?: readonly { readonly name: string; readonly value?: RemoteObject }[];
    }>("Runtime.getProperties", { objectId, ownProperties: true });
    const parts: DescribedVariable[] = [];
    for (const { name, value } of privateProperties) {
      if (value !== undefined) parts.push({ name, ...(await this.#describe(objectId, value)) });
    }
    await this.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
    return parts;
  }

  async #describe(holder: string, { objectId, value, unserializableValue }: RemoteObject): Promise<DescribedValue> {
    const argument = objectId === undefined ? { value, unserializableValue } : { objectId };
    const { result } = await this.post<Evaluated>("Runtime.callFunctionOn", {
      objectId: holder,
      functionDeclaration: `function (value) { return globalThis[${JSON.stringify(DEBUG_HOOK_KEY)}].installed.reader.describe(value); }`,
      arguments: [argument],
      returnByValue: true,
      silent: true,
    });
    return result.value as DescribedValue;
  }

  /**
   * Calls a method of the reader with a function around code of the person's, in a frame, or where nothing is stopped; its
   * promise is awaited there. Rejects with what the code throws.
   */
  async readerCall<T>(frame: CallFrame | undefined, call: string): Promise<T> {
    const expression = `globalThis[${JSON.stringify(DEBUG_HOOK_KEY)}].installed.reader.${call}`;
    return frame === undefined
      ? this.#plain<T>("Runtime.evaluate", { expression, disableBreaks: true, awaitPromise: true })
      : this.#plain<T>("Debugger.evaluateOnCallFrame", { callFrameId: frame.callFrameId, expression });
  }

  /** Ends V8's debugging; whatever stands still goes on. */
  async close(): Promise<void> {
    await this.read("(hook.uncaughtStops.wanted = false)");
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
