import type { CallFrame, Inspector } from "./inspector.js";

/** What {@link evaluateTyped} needs. */
export interface EvaluateOptions {
  readonly inspector: Inspector;
  /** Where to evaluate; with none, at the top level of the notebook. */
  readonly frame: CallFrame | undefined;
  /** Takes the types out of TypeScript. */
  readonly removeTypes: (code: string) => Promise<string>;
  /** The call of the reader around a function with the code, for example `` (run) => `evaluate(${run})` ``. */
  readonly call: (run: string) => string;
}

/**
 * Evaluates what a person typed: an expression or statements, in TypeScript. Names of the frame come before those of the
 * notebook. Rejects with the error that it throws.
 */
export async function evaluateTyped<T>(code: string, options: EvaluateOptions): Promise<T> {
  const { frame, inspector, removeTypes, call } = options;
  const attempts = [
    async () => asExpression(code),
    async () => asExpression(await removeTypes(code)),
    async () => `() => eval(${JSON.stringify(await removeTypes(code))})`,
  ];
  let problem: unknown;
  for (const attempt of attempts) {
    try {
      return await inspector.readerCall<T>(frame, call(await attempt()));
    } catch (error) {
      problem = error;
      if (!(error as Error).message.startsWith("SyntaxError")) throw error;
    }
  }
  throw problem;
}

const asExpression = (code: string): string => `() => (\n${code}\n)`;
