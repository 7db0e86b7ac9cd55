import type ts from "typescript";
import type { CellChecker } from "../check/cell-checker.js";
import type { CellModule } from "../check/cell-module.js";
import { createEmitHost } from "./emit-host.js";
import { typescript, type CellPrinter, type EmitResolver, type Transformation } from "../typescript/typescript-api.js";

/** A cell as JavaScript, and where its parts stand in the text that was parsed. */
export interface PrintedCell {
  readonly text: string;
  /** The source map's own encoding of positions. */
  readonly mappings: string;
  readonly names: readonly string[];
}

/**
 * Has TypeScript's own transformers take the types out of a lowered cell, and prints it.
 *
 * `emitFiles` does the same for a program that is written once: for each file it makes its printer and all transformers
 * anew, which is most of what a short cell leaves for the garbage collector. Here one printer serves all cells, and only the
 * transformers are made whose syntax the cell may have.
 */
export function printCell(
  checker: CellChecker,
  { file, codeLength }: CellModule,
  lower: ts.TransformerFactory<ts.SourceFile>,
): PrintedCell {
  const resolver = checker.checker.getEmitResolver(file, undefined, true);
  const host = createEmitHost(checker);
  const transformers = [lower, ...transformersFor(file.text.slice(0, codeLength))];
  const { factory, transformNodes, createSourceMapGenerator } = typescript;
  const transformation = transformNodes(resolver, host, factory, checker.options, [file], transformers, false);
  const map = createSourceMapGenerator(host, "cell.js", "", "/", checker.options);
  current = { resolver, transformation };
  try {
    printer ??= createCellPrinter(checker.options);
    printer.writeFile(transformation.transformed[0]!, writer, map);
    const { names, mappings } = map.toJSON();
    return { text: writer.getText(), names, mappings };
  } catch (error) {
    // It may have stopped half-way.
    printer = undefined;
    throw error;
  } finally {
    current = undefined;
    writer.clear();
    transformation.dispose();
  }
}

/**
 * Those of `getTransformers` for this target that code may need. The one for modules is not among them, as lowering leaves
 * neither imports nor exports; a word that only looks like syntax brings one that then finds nothing to do.
 */
function transformersFor(code: string): readonly ts.TransformerFactory<ts.SourceFile>[] {
  const { transformTypeScript, transformESNext, transformESDecorators, transformClassFields } = typescript;
  return [
    transformTypeScript,
    ...(code.includes("using") ? [transformESNext] : []),
    ...(code.includes("@") ? [transformESDecorators] : []),
    ...(code.includes("class") ? [transformClassFields] : []),
  ];
}

/** What is being printed. */
let current: { readonly resolver: EmitResolver; readonly transformation: Transformation } | undefined;
let printer: CellPrinter | undefined;
const writer = typescript.createTextWriter("\n");

function createCellPrinter(options: ts.CompilerOptions): CellPrinter {
  return typescript.createPrinter(options as ts.PrinterOptions, {
    hasGlobalName: (name) => current!.resolver.hasGlobalName(name),
    onEmitNode: (hint, node, print) => current!.transformation.emitNodeWithNotification(hint, node!, print),
    isEmitNotificationEnabled: (node) => current!.transformation.isEmitNotificationEnabled!(node!),
    substituteNode: (hint, node) => current!.transformation.substituteNode(hint, node),
  }) as CellPrinter;
}
