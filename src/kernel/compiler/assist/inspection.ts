import type ts from "typescript";
import type { Inspection } from "../cell-compiler.js";
import type { CellChecker } from "../check/cell-checker.js";
import type { CellModule } from "../check/cell-module.js";
import { hideCellFiles } from "../check/cell-files.js";
import { namePackages } from "../modules/package-of-path.js";
import { documentationOf, textOf } from "./documentation.js";
import { NEVER_CANCELLED, typescript } from "../typescript/typescript-api.js";
import { say } from "../../../texts/kernel/index.js";

const NOTHING: Inspection = { found: false, markdown: "", plain: "" };

/** Lines of a declaration that the second detail level shows at most. */
const MOST_SOURCE_LINES = 80;

/** Every meaning of a name: value, type and namespace. */
const ALL_MEANINGS = 7;

/**
 * Signature and documentation of what stands at a position, or of the function whose arguments are being typed; on the
 * second level of detail its declaration too.
 */
export function inspectCell(checker: CellChecker, module: CellModule, offset: number, detailLevel: 0 | 1): Inspection {
  const position = module.codeStart + offset;
  return (
    inspectName(checker, module, position, detailLevel) ??
    inspectCallee(checker, module, position, detailLevel) ??
    NOTHING
  );
}

function inspectName(
  checker: CellChecker,
  module: CellModule,
  position: number,
  detailLevel: 0 | 1,
): Inspection | undefined {
  const node = nameAt(module.file, position);
  const symbol = node && symbolOf(checker, node);
  if (node === undefined || symbol === undefined) return undefined;
  const signature = textOf(
    typescript.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker.checker,
      symbol,
      module.file,
      node.parent,
      node,
      ALL_MEANINGS,
    ).displayParts,
  );
  return write(checker, signature, symbol.declarations ?? [], detailLevel);
}

/** The signature that fits the arguments typed so far, with the documentation of the function. */
function inspectCallee(
  checker: CellChecker,
  module: CellModule,
  position: number,
  detailLevel: 0 | 1,
): Inspection | undefined {
  const { file } = module;
  const help = typescript.SignatureHelp.getSignatureHelpItems(checker.host, file, position, undefined, NEVER_CANCELLED);
  const item = help?.items[help.selectedItemIndex];
  if (help === undefined || item === undefined) return undefined;
  const parameters = item.parameters.map((parameter) => textOf(parameter.displayParts));
  const more = help.items.length > 1 ? ` (+${help.items.length - 1} overload${help.items.length > 2 ? "s" : ""})` : "";
  const signature =
    textOf(item.prefixDisplayParts) +
    parameters.join(textOf(item.separatorDisplayParts)) +
    textOf(item.suffixDisplayParts) +
    more;
  const callee = nameAt(file, file.text.slice(0, help.applicableSpan.start).search(/[^\s(]\s*\(?\s*$/) + 1);
  const declarations = (callee && symbolOf(checker, callee)?.declarations) ?? [];
  return write(checker, signature, declarations, detailLevel, currentParameter(item, help.argumentIndex));
}

/** The parameter whose argument is being typed; a rest parameter takes all that follow. */
function currentParameter(item: ts.SignatureHelpItem, argument: number): string | undefined {
  if (item.parameters.length < 2) return undefined;
  const parameter = item.parameters[argument] ?? (item.isVariadic ? item.parameters.at(-1) : undefined);
  return parameter && hideCellFiles(textOf(parameter.displayParts));
}

function nameAt(file: ts.SourceFile, position: number): ts.Identifier | ts.PrivateIdentifier | undefined {
  const node = typescript.getTouchingPropertyName(file, position);
  return typescript.isIdentifier(node) || typescript.isPrivateIdentifier(node) ? node : undefined;
}

/** What a name stands for, past imports; a type where there is no such value. */
function symbolOf({ checker }: CellChecker, name: ts.Identifier | ts.PrivateIdentifier): ts.Symbol | undefined {
  const { Type, Namespace, Alias } = typescript.SymbolFlags;
  const found =
    checker.getSymbolAtLocation(name) ?? checker.resolveName(name.text, name, Type | Namespace | Alias, false);
  if (found === undefined || checker.isUnknownSymbol(found)) return undefined;
  if ((found.flags & Alias) === 0) return found;
  const target = checker.getAliasedSymbol(found);
  return checker.isUnknownSymbol(target) ? found : target;
}

function write(
  checker: CellChecker,
  signature: string,
  declarations: readonly ts.Declaration[],
  detailLevel: 0 | 1,
  parameter?: string,
): Inspection {
  const shown = hideCellFiles(namePackages(signature, checker.projectRoot)).replace(/^\(alias\) /gm, "");
  const documentation = documentationOf(checker, declarations);
  const source = detailLevel === 1 ? sourceOf(declarations[0]) : undefined;
  const plain = [shown, parameter && `${say("kernel.beingTyped")} ${parameter}`, documentation.plain, source];
  const markdown = [
    fenced(shown),
    parameter && `${say("kernel.beingTyped")}\n\n${fenced(parameter)}`,
    documentation.markdown,
    source && fenced(source),
  ];
  return { found: true, markdown: joinParts(markdown), plain: joinParts(plain) };
}

const joinParts = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join("\n\n");

/** A fence longer than any in the text, so that the text cannot close it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}typescript\n${text}\n${fence}`;
}

function sourceOf(declaration: ts.Declaration | undefined): string | undefined {
  if (declaration === undefined) return undefined;
  const node = typescript.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const lines = node.getText().split("\n");
  const more = lines.length - MOST_SOURCE_LINES;
  return more > 0
    ? [...lines.slice(0, MOST_SOURCE_LINES), `// ${say("kernel.moreLines", { n: more })}`].join("\n")
    : lines.join("\n");
}
