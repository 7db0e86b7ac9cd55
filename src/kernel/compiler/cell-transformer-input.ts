import type { CellModule } from "./cell-checker.js";
import type { TopLevelNames } from "./top-level-names.js";
import type { InternalChecker } from "./typescript-api.js";

/** What the rewriting of a cell needs to know. */
export interface CellTransformerInput {
  readonly checker: InternalChecker;
  readonly module: CellModule;
  readonly names: TopLevelNames;
  /** Name of the emitted function's parameter, `$cell` unless the cell uses that. */
  readonly parameter: string;
  /** Name of the function that takes a named export of a module. */
  readonly pick: string;
  /** What `import.meta` says that the cell's file is. */
  readonly fileName: string;
}
