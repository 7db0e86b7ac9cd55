import type { DebugAnswer, DebugBody } from "./debug-request.js";
import { evaluateTyped } from "./evaluate-typed.js";
import type { Inspector } from "./inspector.js";
import type { Stops } from "./stops.js";
import type { DescribedValue } from "./value-reader.js";
import type { Variables } from "./variables.js";
import { say } from "../../texts/kernel/index.js";

/** What {@link valueAnswers} needs. */
export interface ValueAnswersOptions {
  readonly stops: Stops;
  readonly variables: Variables;
  readonly inspector: () => Inspector;
  /** Takes the types out of TypeScript. */
  readonly removeTypes: (code: string) => Promise<string>;
  /** Has the compiler know a name that the debugger gave to the notebook. */
  readonly declare: (name: string, type: string) => Promise<void>;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The requests that look at values, while the cells stand still and while they do not. */
export function valueAnswers(options: ValueAnswersOptions): Readonly<Record<string, DebugAnswer>> {
  const { stops, variables, inspector, removeTypes, declare } = options;

  /** Evaluates in the frame that a request names; with none, in the top one. */
  function evaluate<T>(code: string, frameId: unknown, call: (run: string) => string): Promise<T> {
    const frames = stops.frames();
    const frame = (frames.find(({ id }) => id === frameId) ?? frames[0])?.frame;
    return evaluateTyped<T>(code, { inspector: inspector(), frame, removeTypes, call });
  }

  return {
    scopes: async ({ frameId }) => {
      const frame = stops.frames().find(({ id }) => id === frameId);
      return { scopes: frame === undefined ? [] : await variables.scopesOf(frame) };
    },
    variables: async ({ variablesReference, start = 0, count = 0 }) => {
      const all = await variables.parts(Number(variablesReference));
      return { variables: all.slice(start, count > 0 ? start + count : undefined) };
    },
    inspectVariables: async () => {
      if (!stops.isStopped) await variables.forget();
      return { variables: await variables.parts(await variables.keepNotebook()) };
    },
    evaluate: async ({ expression, frameId }) => {
      const value = await evaluate<DescribedValue>(String(expression), frameId, (run) => `evaluate(${run})`);
      return { result: variables.show(value), variablesReference: value.reference };
    },
    richInspectVariables: async ({ variableName, frameId }) => {
      const mayWait = !stops.isStopped;
      const shown = await evaluate<DebugBody>(String(variableName), frameId, (run) => `bundle(${run}, ${mayWait})`);
      return { data: shown.data ?? {}, metadata: shown.metadata ?? {} };
    },
    copyToGlobals: async ({ srcVariableName, dstVariableName, srcFrameId }) => {
      const name = String(dstVariableName);
      if (!IDENTIFIER.test(name)) throw new Error(say("kernel.noVariableName", { name: JSON.stringify(name) }));
      const copy = (run: string): string => `copy(${run}, ${JSON.stringify(name)})`;
      await declare(name, await evaluate<string>(String(srcVariableName), srcFrameId, copy));
    },
  };
}
