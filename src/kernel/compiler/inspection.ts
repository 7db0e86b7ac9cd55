import type ts from "typescript";
import type { Inspection } from "./cell-compiler.js";
import type { CellChecker, CellModule } from "./cell-checker.js";
import { hideCellFiles } from "./cell-files.js";
import { typescript } from "./typescript-api.js";

const NOTHING: Inspection = { found: false, markdown: "", plain: "" };
const NEVER_CANCELLED = { isCancellationRequested: () => false, throwIfCancellationRequested: () => undefined };

/** Signature and documentation of what stands at a position, or of the function whose arguments are being typed. */
export function inspectCell(checker: CellChecker, module: CellModule, offset: number, _detailLevel: 0 | 1): Inspection {
  return inspectName(checker, module, offset) ?? inspectCallee(checker, module, offset) ?? NOTHING;
}

function inspectName(checker: CellChecker, module: CellModule, offset: number): Inspection | undefined {
  const { file } = module;
  const node = typescript.getTouchingPropertyName(file, offset);
  const symbol = typescript.isIdentifier(node) ? checker.checker.getSymbolAtLocation(node) : undefined;
  if (symbol === undefined) return undefined;
  const { displayParts, documentation } = typescript.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker.checker,
    symbol,
    file,
    node.parent,
    node,
  );
  return describe(join(displayParts), join(documentation));
}

function inspectCallee(checker: CellChecker, module: CellModule, offset: number): Inspection | undefined {
  const help = typescript.SignatureHelp.getSignatureHelpItems(
    checker.host,
    module.file,
    offset,
    undefined,
    NEVER_CANCELLED,
  );
  const item = help?.items[help.selectedItemIndex];
  if (item === undefined) return undefined;
  const parameters = item.parameters.map((parameter) => join(parameter.displayParts));
  const signature =
    join(item.prefixDisplayParts) + parameters.join(join(item.separatorDisplayParts)) + join(item.suffixDisplayParts);
  return describe(signature, join(item.documentation));
}

function describe(signature: string, documentation: string): Inspection {
  const shown = hideCellFiles(signature);
  const plain = documentation === "" ? shown : `${shown}\n\n${documentation}`;
  const markdown = `\`\`\`typescript\n${shown}\n\`\`\`${documentation === "" ? "" : `\n\n${documentation}`}`;
  return { found: true, markdown, plain };
}

const join = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  (parts ?? []).map(({ text }) => text).join("");
