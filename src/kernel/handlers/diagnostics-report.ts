import type { CellDiagnostic } from "../compiler/index.js";
import type { ErrorReport } from "../runner/index.js";
import { say } from "../../texts/kernel/index.js";
import { declaredUnder } from "./declared-where.js";

const LIMIT = 10;
const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;

/**
 * Turns the type checker's messages into an `error` message: the text, TypeScript's code, the line as typed with the
 * place marked, as an editor shows it.
 *
 * @example
 * diagnosticsReport("Cell 3", diagnostics).evalue; // "TS2322: Type 'string' is not assignable to type 'number'. (Cell 3:1:7)"
 */
export function diagnosticsReport(label: string, diagnostics: readonly CellDiagnostic[]): ErrorReport {
  const [first] = diagnostics;
  const more = diagnostics.length > 1 ? `, ${say("kernel.andMore", { n: diagnostics.length - 1 })}` : "";
  const evalue =
    first === undefined
      ? say("kernel.notCompiled")
      : `TS${first.code}: ${first.message} (${label}:${first.line}:${first.column}${more})`;
  const shown = diagnostics.slice(0, LIMIT).map((diagnostic) => describe(label, diagnostic));
  const rest = diagnostics.length > LIMIT ? [`… ${say("kernel.more", { n: diagnostics.length - LIMIT })}`] : [];
  return {
    ename: "TypeScriptError",
    evalue,
    traceback: [`${red("TypeScriptError")}: ${say("kernel.mistake")}`, ...shown, ...rest],
  };
}

/** Messages about a name that nobody has declared yet. */
const UNKNOWN_NAME = [2304, 2552, 18004];

/** Cells that run out of order meet names that a later or earlier cell declares: the heading above it tells which. */
function orderHint({ code, sourceLine, column, length, refusedBy }: CellDiagnostic): string | undefined {
  if (!UNKNOWN_NAME.includes(code) || refusedBy !== undefined) return undefined;
  const name = sourceLine.slice(column - 1, column - 1 + length);
  const heading = declaredUnder(name, process.env["JPY_SESSION_NAME"]);
  return heading === undefined ? undefined : say("kernel.declaredUnder", { name, heading });
}

function describe(label: string, diagnostic: CellDiagnostic): string {
  const { code, message, line, column, length, sourceLine } = diagnostic;
  // What the notebook knows is better than what holds for every name that nobody has declared.
  const hint = orderHint(diagnostic) ?? diagnostic.hint;
  const gutter = `  ${line} | `;
  const width = Math.max(1, Math.min(length, sourceLine.length - column + 1));
  const before = sourceLine.slice(0, column - 1).replace(/[^\t]/g, " ");
  return [
    `${label}:${line}:${column} - ${red(`TS${code}`)}: ${message}`,
    gutter + sourceLine,
    " ".repeat(gutter.length) + before + red("~".repeat(width)),
    ...(hint === undefined ? [] : [say("kernel.whatToDo", { hint })]),
  ].join("\n");
}
