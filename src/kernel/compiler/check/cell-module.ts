import type ts from "typescript";
import type { LiveName } from "./notebook-names.js";
import { typescript, type BoundSourceFile } from "../typescript/typescript-api.js";

/** A cell as a module that the checker knows. */
export interface CellModule {
  readonly cell: number;
  readonly label: string;
  readonly file: BoundSourceFile;
  /** Where the cell's code starts and how long it is, in UTF-16 units; the rest is the prelude. */
  readonly codeStart: number;
  readonly codeLength: number;
  /** What the cell imports, by specifier. */
  readonly imports: ReadonlyMap<string, ts.ResolvedModuleWithFailedLookupLocations>;
  /** Names of earlier cells whose types it uses. */
  readonly takes: readonly LiveName[];
  /** Whether `import x from` a CommonJS package takes all that it exports, as Node has it. */
  readonly importsAsNode: boolean;
}

/** What a module has beside its code. */
export type ModuleContext = Pick<CellModule, "takes" | "importsAsNode"> & {
  readonly prelude: string;
  /** The code alone, parsed and bound under the module's name or another: the module itself where there is no prelude. */
  readonly alone: BoundSourceFile;
};

/** Whether a cell has `declare global` or `declare module "package"`, which a checker takes in only when it is made. */
export const isAugmenting = ({ file }: CellModule): boolean => file.moduleAugmentations.length > 0;

/** The global scope or the package that a declaration adds to, if it is one that does. */
export function augmentedName(node: ts.ModuleDeclaration): ts.Node[] {
  const isGlobal = (node.flags & typescript.NodeFlags.GlobalAugmentation) !== 0;
  return isGlobal || typescript.isStringLiteral(node.name) ? [node.name] : [];
}
