import type { CellModule } from "../check/cell-module.js";
import type { ImportedFormat } from "../modules/module-interop.js";
import type { TopLevelNames } from "./top-level-names.js";
import type { InternalChecker } from "../typescript/typescript-api.js";

/** What the rewriting of a cell needs to know. */
export interface CellTransformerInput {
  readonly checker: InternalChecker;
  readonly module: CellModule;
  readonly names: TopLevelNames;
  /** Name of the emitted function's parameter, `$cell` unless the cell uses that. */
  readonly parameter: string;
  /** Name of the function that takes a named export of a module. */
  readonly pick: string;
  /** Name of the function that gives a CommonJS module the exports that its types declare. */
  readonly interop: string;
  /** The format of a module that the cell imports. */
  formatOf(specifier: string): ImportedFormat;
  /** What `import.meta` says that the cell's file is. */
  readonly fileName: string;
}
