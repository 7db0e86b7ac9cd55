import type ts from "typescript";
import { typescript, type BoundSourceFile, type InternalParseOptions } from "../typescript/typescript-api.js";

const OPTIONS: InternalParseOptions = {
  languageVersion: typescript.ScriptTarget.ES2024,
  impliedNodeFormat: typescript.ModuleKind.ESNext,
  jsDocParsingMode: typescript.JSDocParsingMode.ParseAll,
  // Only a module may await at its top level.
  setExternalModuleIndicator: (file) => ((file as BoundSourceFile).externalModuleIndicator = true),
};

/** Options of {@link parseCell}: text of the compiler's around the cell, in the same file. */
export interface ParseCellOptions {
  readonly before?: string;
  readonly after?: string;
}

/**
 * Parses a cell, as a module also where it neither imports nor exports.
 *
 * A cell that begins with `{` is taken as Node's REPL takes it: as an object where it is one, as a block where it has
 * real statements. Of one that is neither, the reading counts that is right for longer. Positions are those in the text
 * as typed, in either reading.
 *
 * @example
 * parseCell("/cell.ts", "{ a: 1, b: 2 }").statements[0]; // an expression statement: an object with two properties
 * parseCell("/cell.ts", "{ f(1) }").statements[0]; // a block with a call
 */
export function parseCell(fileName: string, code: string, options: ParseCellOptions = {}): BoundSourceFile {
  const { before = "", after = "" } = options;
  const value = startsWithBrace(code) ? parenthesizedValue(code) : undefined;
  if (value === undefined) return parse(before + code + after, fileName);
  const file = parse(before + value.text + after, fileName);
  return withoutParentheses(file, before + code + after, before.length, before.length + value.end);
}

function parse(text: string, fileName = "/cell.ts"): BoundSourceFile {
  return typescript.createSourceFile(fileName, text, OPTIONS, true) as BoundSourceFile;
}

const scanner = typescript.createScanner(typescript.ScriptTarget.ES2024, true);

function startsWithBrace(code: string): boolean {
  scanner.setText(code);
  return scanner.scan() === typescript.SyntaxKind.OpenBraceToken;
}

interface ParenthesizedValue {
  readonly text: string;
  /** Where the value ends in the code as typed; all that follows may come after it. */
  readonly end: number;
}

/** Code that begins with `{`, in parentheses; `undefined` where it is a block. Unfinished code is left open. */
function parenthesizedValue(code: string): ParenthesizedValue | undefined {
  const opened = parse(`(${code}`);
  const end = (parenthesized(opened.statements[0])?.expression.end ?? 0) - 1;
  if (end < 0 || !isEmpty(code.slice(end))) return undefined;
  const closed = `(${code.slice(0, end)})${code.slice(end)}`;
  const firstError = firstErrorOf(parse(closed));
  // A message that `)` stands where the value should go on would be about text that nobody typed.
  const isOpen = firstError > end && firstError !== Infinity;
  const asValue = (isOpen ? firstErrorOf(opened) : firstError) - 1;
  const block = parse(code);
  const asBlock = firstErrorOf(block);
  const isValue = asValue === asBlock ? block.statements.every(doesNothing) : asValue > asBlock;
  if (!isValue) return undefined;
  return isOpen ? { text: `(${code}`, end: code.length } : { text: closed, end };
}

const firstErrorOf = ({ parseDiagnostics }: BoundSourceFile): number => parseDiagnostics[0]?.start ?? Infinity;

function isEmpty(code: string): boolean {
  const { parseDiagnostics, statements } = parse(code);
  return parseDiagnostics.length === 0 && statements.every(typescript.isEmptyStatement);
}

function parenthesized(statement: ts.Statement | undefined): ts.ParenthesizedExpression | undefined {
  const expression =
    statement !== undefined && typescript.isExpressionStatement(statement) ? statement.expression : undefined;
  return expression !== undefined && typescript.isParenthesizedExpression(expression) ? expression : undefined;
}

/** Whether a block has only what an object has too: nothing at all, labels, or names with commas between them. */
function doesNothing(statement: ts.Statement): boolean {
  if (typescript.isBlock(statement)) {
    return statement.statements.every(
      (inner) =>
        typescript.isLabeledStatement(inner) ||
        (typescript.isExpressionStatement(inner) && isListOfNames(inner.expression)),
    );
  }
  return typescript.isEmptyStatement(statement);
}

function isListOfNames(expression: ts.Expression): boolean {
  if (typescript.isIdentifier(expression)) return true;
  return (
    typescript.isBinaryExpression(expression) &&
    expression.operatorToken.kind === typescript.SyntaxKind.CommaToken &&
    isListOfNames(expression.left) &&
    isListOfNames(expression.right)
  );
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Takes the parentheses out of a parsed file, which stand at `open` and, counted in the text as typed, at `close`.
 *
 * Everything else that reads the file, from the checker to the source map, then finds the text as typed. No
 * text without parentheses gives this tree, so it cannot be parsed directly.
 */
function withoutParentheses(file: BoundSourceFile, text: string, open: number, close: number): BoundSourceFile {
  const move = (position: number): number =>
    position <= open ? position : position <= close + 1 ? position - 1 : Math.min(position - 2, text.length);
  const moveRange = (range: ts.TextRange): void => {
    const { pos, end } = range;
    Object.assign(range, { pos: move(pos), end: move(end) });
  };
  const moveNode = (node: ts.Node): void => {
    moveRange(node);
    typescript.forEachChild(node, moveNode, moveNodes);
    (node as { jsDoc?: readonly ts.Node[] }).jsDoc?.forEach(moveNode);
  };
  const moveNodes = (nodes: ts.NodeArray<ts.Node>): void => {
    moveRange(nodes);
    nodes.forEach(moveNode);
  };
  const statement = file.statements.find(({ end }) => end > open) as Writable<ts.ExpressionStatement> | undefined;
  const value = parenthesized(statement);
  if (statement !== undefined && value !== undefined) {
    statement.expression = value.expression;
    (value.expression as Writable<ts.Expression>).parent = statement as ts.ExpressionStatement;
  }
  moveNode(file);
  file.text = text;
  for (const { range } of file.commentDirectives ?? []) moveRange(range);
  for (const diagnostic of file.parseDiagnostics as Writable<ts.DiagnosticWithLocation>[]) {
    const start = move(diagnostic.start);
    diagnostic.length = move(diagnostic.start + diagnostic.length) - start;
    diagnostic.start = start;
  }
  return file;
}
