import { explainMissingModule } from "../../missing-module.js";
import { suggestedImport } from "../modules/suggested-import.js";
import type { CellChecker } from "./cell-checker.js";
import type { DiagnosedNotebook } from "./diagnostics.js";
import type { LiveName, NotebookNames } from "./notebook-names.js";
import { staleHint, staleNames, type StaleName } from "./stale-cells.js";

/** What messages about a cell may need to know of its notebook; `used` are the names of earlier cells that it mentions. */
export function diagnosedNotebook(
  checker: CellChecker,
  names: NotebookNames,
  directory: string,
  used: readonly LiveName[],
): DiagnosedNotebook {
  const labelOf = (cell: number): string | undefined => checker.labelOf(cell);
  let stale: readonly StaleName[] | undefined;
  return {
    projectRoot: checker.projectRoot,
    kindOf: (name) => names.get(name)?.kind,
    labelOf,
    refusedBy: (name) => names.refusedBy(name),
    wasForgotten: (name) => names.wasForgotten(name),
    explainMissing: (specifier) => explainMissingModule(specifier, directory, checker.projectRoot),
    suggestImport: (name) => suggestedImport(name, checker.projectRoot),
    staleHint: (diagnostic, message) => {
      stale ??= staleNames(used, names, (cell) => checker.takenBy(cell));
      return staleHint(diagnostic, message, stale, labelOf);
    },
  };
}
