import { types } from "node:util";
import vm from "node:vm";
import type { DisplayBundle } from "../../../core/essentials/index.js";
import { toBundle } from "../../display/index.js";
import {
  type CellOutcome,
  type Executable,
  type ExpressionOutcome,
  type RunRequest,
  isErrorReport,
} from "../protocol.js";
import { handOver, takeBack, takeElementsBack } from "./guard/between-cells.js";
import { NativePromise, uncurried, whenSettled } from "./guard/captured.js";
import { CellHandle, isShown } from "./cell-handle.js";
import type { CellContext } from "./cell-context.js";
import { uncaughtStops, whenUncaughtSettled } from "./debug/uncaught-failures.js";
import { registerCellSource } from "./cell-sources.js";
import { locateCompileError } from "./errors/locate-compile-error.js";
import { noteDeclared } from "./errors/earlier-classes.js";
import { whileShowing } from "./output/showing.js";
import { toErrorReport } from "./errors/error-report.js";
import { withOwnIntrinsics } from "./guard/own-intrinsics.js";
import { resolveThenable } from "./guard/resolve-thenable.js";
import { restoreStackTraces } from "./errors/stack-traces.js";

const { Script, constants } = vm;
const runScript = uncurried(Script.prototype.runInThisContext as (this: vm.Script) => unknown);
const { isPromise } = types;
const { keys: keysOf } = Object;

type CompiledFunction = (cell: CellHandle) => Promise<unknown>;

/** What {@link executeCell} needs. */
export interface CellExecution {
  readonly request: RunRequest;
  readonly cell: CellContext;
  /** Every top-level name of the notebook. */
  readonly scope: Record<string, unknown>;
  /** Called when the cell itself succeeded. */
  readonly onEvaluated: () => void;
  /** Called once with how the cell ended. */
  readonly settle: (outcome: CellOutcome) => void;
}

/**
 * Runs a compiled cell, then the expressions asked for with it; never throws.
 *
 * Outcomes go through a callback, and promises are waited for by the language's own `then`: a cell that replaces `Promise`
 * or gives every object a `then` still gets its error.
 */
export function executeCell(execution: CellExecution): void {
  const { request, scope, settle } = execution;
  const handle = new CellHandle(scope, request.directory);
  const fail = (error: unknown): void => {
    takeBack();
    withOwnIntrinsics(() => settle({ status: "error", ...toErrorReport(error) }));
  };
  const succeed = (value: unknown): void => {
    takeBack();
    whenSettled(finish(execution, handle, value), () => undefined, fail);
  };
  let cell: CompiledFunction;
  try {
    cell = withOwnIntrinsics(() => {
      restoreStackTraces();
      noteDeclared(scope, request.executable);
      return compile(`${request.cell}`, request.executable);
    });
  } catch (error) {
    return fail(error);
  }
  // Outside of any `try`, which V8 would take for the learner's.
  if (uncaughtStops.wanted) return whenUncaughtSettled(start(cell, handle), succeed, fail);
  try {
    whenSettled(start(cell, handle), succeed, fail);
  } catch (error) {
    fail(error);
  }
}

async function finish(execution: CellExecution, handle: CellHandle, given: unknown): Promise<void> {
  const { cell, request, onEvaluated, settle } = execution;
  const shown = isShown(given) ? given : { value: given };
  await resolveShown(shown);
  const { value } = shown;
  // In one go: looking whether a cell has replaced anything of the language takes longer than what is done then.
  const bundle = withOwnIntrinsics(() => {
    onEvaluated();
    const made = value === undefined ? undefined : whileShowing("result", () => toBundle(value));
    if (isPromise(made) || cell.displays.size > 0 || request.expressions.length > 0) return made;
    settle({ status: "ok", result: nonEmpty(made), expressions: {} });
    return SETTLED;
  });
  if (bundle === SETTLED) return;
  const result = nonEmpty(isPromise(bundle) ? await bundle : bundle);
  if (cell.displays.size > 0) await withOwnIntrinsics(() => NativePromise.all(cell.displays));
  const expressions: Record<string, ExpressionOutcome> = {};
  for (let at = 0; at < request.expressions.length; at += 1) {
    const { name, outcome } = request.expressions[at]!;
    if (isErrorReport(outcome)) expressions[name] = { status: "error", ...outcome };
    else expressions[name] = await evaluateExpression(`${request.cell}.${at}`, outcome, handle);
  }
  withOwnIntrinsics(() => settle({ status: "ok", result, expressions }));
}

/** Puts what a promise or an object with a `then` gives in its place. */
async function resolveShown(shown: { value: unknown }): Promise<void> {
  if (isPromise(shown.value)) shown.value = await shown.value;
  else await resolveThenable(shown);
}

/** Says that a cell has ended already. */
const SETTLED = Symbol("settled");

const nonEmpty = (bundle: DisplayBundle | undefined): DisplayBundle | undefined =>
  bundle === undefined || keysOf(bundle.data).length === 0 ? undefined : bundle;

function evaluate(id: string, executable: Executable, handle: CellHandle): Promise<unknown> {
  return start(compile(id, executable), handle);
}

function start(cell: CompiledFunction, handle: CellHandle): Promise<unknown> {
  handOver();
  const evaluated = cell(handle);
  takeElementsBack();
  return evaluated;
}

function compile(id: string, executable: Executable): CompiledFunction {
  const script = withOwnIntrinsics(() => {
    const filename = registerCellSource(id, executable);
    try {
      return new Script(executable.javascript, {
        filename,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
    } catch (error) {
      throw locateCompileError(error);
    }
  });
  return runScript(script) as CompiledFunction;
}

async function evaluateExpression(id: string, executable: Executable, handle: CellHandle): Promise<ExpressionOutcome> {
  try {
    const given = await evaluate(id, executable, handle);
    takeBack();
    const shown = isShown(given) ? given : { value: given };
    await resolveShown(shown);
    const { value } = shown;
    const bundle = await withOwnIntrinsics(() => whileShowing("result", () => toBundle(value)));
    return { status: "ok", ...bundle };
  } catch (error) {
    takeBack();
    return withOwnIntrinsics(() => ({ status: "error", ...toErrorReport(error) }));
  }
}
