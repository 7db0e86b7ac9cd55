import type { TextInsertion } from "../cell-compiler.js";
import { parseCell } from "../check/parse-cell.js";
import { typescript } from "../typescript/typescript-api.js";

/**
 * Where an import goes in a cell: to the names that the cell imports of the module already, else to its beginning.
 *
 * @example
 * importInsertion("await readFile(f)", 'import { readFile } from "node:fs/promises";');
 * // { offset: 0, text: 'import { readFile } from "node:fs/promises";\n' }
 */
export function importInsertion(code: string, line: string): TextInsertion {
  const [, name, module] = /^import \{ (.+) \} from "(.+)";$/.exec(line) ?? [];
  const known = name === undefined ? undefined : endOfNames(code, module!);
  if (known !== undefined) return { offset: known, text: `, ${name}` };
  return { offset: 0, text: `${line}\n` };
}

/** Where the last of the names ends that a cell imports of a module, as values; undefined where it imports none. */
function endOfNames(code: string, module: string): number | undefined {
  for (const statement of parseCell("/imports.ts", code).statements) {
    if (!typescript.isImportDeclaration(statement)) continue;
    const { moduleSpecifier, importClause } = statement;
    const bindings = importClause?.namedBindings;
    const isModule = typescript.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === module;
    if (!isModule || importClause?.phaseModifier !== undefined) continue;
    if (bindings !== undefined && typescript.isNamedImports(bindings)) return bindings.elements.at(-1)?.end;
  }
  return undefined;
}
