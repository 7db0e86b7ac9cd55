import { join } from "node:path";
import type { CellOutline } from "../check/cell-outline.js";
import type { CellChecker } from "../check/cell-checker.js";
import type { CellModule } from "../check/cell-module.js";
import { createCellTransformer } from "./cell-transformer.js";
import { freeName } from "./free-name.js";
import { printCell } from "./print-cell.js";
import { COMMONJS_INTEROP } from "../modules/module-interop.js";
import { TopLevelNames } from "./top-level-names.js";

export interface EmittedCell {
  readonly javascript: string;
  readonly sourceMap: string;
  readonly hasResult: boolean;
}

/** Writes a checked cell as an `async ($cell) => value` expression with a source map to the code as typed. */
export function emitCell(
  checker: CellChecker,
  module: CellModule,
  outline: CellOutline,
  label: string,
  directory: string,
  ambientNames: ReadonlySet<string>,
): EmittedCell {
  const parameter = freeName("$cell", outline.identifiers);
  const pick = freeName("$pick", outline.identifiers);
  const interop = freeName("$interop", outline.identifiers);
  const transformer = createCellTransformer({
    checker: checker.checker,
    module,
    names: new TopLevelNames(checker.checker, module.file, ambientNames),
    parameter,
    pick,
    interop,
    formatOf: (specifier) => checker.formatOf(module, specifier),
    fileName: join(directory, label),
  });
  const { text, names, mappings } = printCell(checker, module, transformer.before);
  const body = text.replace(/^#!.*/, "");
  const helpers = [
    ...(transformer.uses("pick") ? [`const ${pick} = ${PICK_EXPORT};`] : []),
    ...(transformer.uses("interop") ? [`const ${interop} = ${COMMONJS_INTEROP};`] : []),
  ].join(" ");
  const cell = `async (${parameter}) => { "use strict";\n${body}}`;
  return {
    // In a scope of their own the helpers use the globals, whatever the cell declares.
    javascript: helpers === "" ? cell : `(() => { ${helpers} return ${cell}; })()`,
    sourceMap: JSON.stringify({
      version: 3,
      file: label,
      sources: [label],
      sourcesContent: [outline.code],
      names,
      // The arrow function opens on a line of its own.
      mappings: `;${mappings}`,
    }),
    hasResult: transformer.hasResult(),
  };
}

/**
 * Takes a named export of a module. Node only guesses the names that a CommonJS package exports, so one that it missed
 * is taken from the default export.
 */
const PICK_EXPORT = `(module, name, specifier) => {
  if (name in module) return module[name];
  const whole = module.default;
  if (whole !== null && whole !== undefined && name in Object(whole)) return whole[name];
  throw new SyntaxError("The requested module '" + specifier + "' does not provide an export named '" + name + "'");
}`.replace(/\n\s*/g, " ");
