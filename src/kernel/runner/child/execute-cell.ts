import vm from "node:vm";
import type { DisplayBundle } from "../../../core/index.js";
import { toBundle } from "../../display/index.js";
import {
  type CellOutcome,
  type Executable,
  type ExpressionOutcome,
  type RunRequest,
  isErrorReport,
} from "../protocol.js";
import type { CellContext } from "./cell-context.js";
import { registerCellSource } from "./cell-sources.js";
import { toErrorReport } from "./error-report.js";
import { importForCell } from "./module-loader.js";
import { restoreStackTraces } from "./stack-traces.js";
import { withTypedMessage } from "./typed-names.js";

/** What compiled cells get as `$cell`. */
interface CellHandle {
  readonly scope: Record<string, unknown>;
  import(specifier: string, options?: ImportCallOptions): Promise<unknown>;
  /** Corrects the message of an error that was caught, see {@link withTypedMessage}. */
  asTyped(thrown: unknown): unknown;
}

type CompiledFunction = (cell: CellHandle) => Promise<unknown>;

/** Runs a compiled cell, then the expressions asked for with it; never rejects. `onEvaluated` is called when the cell itself succeeded. */
export async function executeCell(
  request: RunRequest,
  cell: CellContext,
  scope: Record<string, unknown>,
  onEvaluated: () => void,
): Promise<CellOutcome> {
  const handle: CellHandle = {
    scope,
    import: (specifier, options) => importForCell(specifier, request.directory, options),
    asTyped: withTypedMessage,
  };
  restoreStackTraces();
  try {
    const value = await evaluate(String(request.cell), request.executable, handle);
    onEvaluated();
    const result = value === undefined ? undefined : await toBundle(value);
    await Promise.all(cell.displays);
    return { status: "ok", result, expressions: await evaluateExpressions(request, handle) };
  } catch (error) {
    return { status: "error", ...toErrorReport(error) };
  }
}

function evaluate(id: string, executable: Executable, handle: CellHandle): Promise<unknown> {
  const script = new vm.Script(executable.javascript, {
    filename: registerCellSource(id, executable),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return (script.runInThisContext() as CompiledFunction)(handle);
}

async function evaluateExpressions(
  { cell, expressions }: RunRequest,
  handle: CellHandle,
): Promise<Record<string, ExpressionOutcome>> {
  const outcomes: Record<string, ExpressionOutcome> = {};
  for (const [index, { name, outcome }] of expressions.entries()) {
    if (isErrorReport(outcome)) outcomes[name] = { status: "error", ...outcome };
    else outcomes[name] = await evaluateExpression(`${cell}.${index}`, outcome, handle);
  }
  return outcomes;
}

async function evaluateExpression(id: string, executable: Executable, handle: CellHandle): Promise<ExpressionOutcome> {
  try {
    const bundle: DisplayBundle = await toBundle(await evaluate(id, executable, handle));
    return { status: "ok", ...bundle };
  } catch (error) {
    return { status: "error", ...toErrorReport(error) };
  }
}
