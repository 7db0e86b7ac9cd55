import type ts from "typescript";
import type { NameKind } from "./cell-outline.js";
import type { LiveName, NotebookNames } from "./notebook-names.js";
import { typescript } from "../typescript/typescript-api.js";
import { say } from "../../../texts/kernel/index.js";

/** A name whose type still builds on declarations that were replaced since. */
export interface StaleName {
  readonly name: string;
  /** The cells to run again, in that order. */
  readonly cells: readonly number[];
  /** What was replaced. */
  readonly replaced: readonly Pick<LiveName, "name" | "kind">[];
}

/**
 * Finds the names that a cell uses and whose own cells were checked with an earlier declaration of another name.
 *
 * @example
 * // cell 1: class Account { #sum = 0 }, cell 2: function pay(to: Account) {}, cell 3: another class Account
 * staleNames(usedBy("pay(new Account())"), names, takenBy);
 * // [{ name: "pay", cells: [2], replaced: [{ name: "Account", kind: "class", … }] }]
 */
export function staleNames(
  used: readonly LiveName[],
  names: NotebookNames,
  takenBy: (cell: number) => readonly LiveName[],
): StaleName[] {
  return used.flatMap(({ name, cell: own, text }) => {
    if (text !== undefined) return [];
    const replaced = new Map<string, LiveName>();
    const isStale = new Map<number, boolean>();
    const visit = (cell: number): boolean => {
      const known = isStale.get(cell);
      if (known !== undefined) return known;
      let stale = false;
      for (const taken of takenBy(cell)) {
        const live = names.get(taken.name);
        const isReplaced = live !== undefined && live.cell !== taken.cell;
        if (isReplaced) replaced.set(taken.name, taken);
        // A replaced cell cannot be run again, but those that took from it can.
        if (isReplaced || visit(taken.cell)) stale = true;
      }
      isStale.set(cell, stale);
      return stale;
    };
    if (!visit(own)) return [];
    const cells = [...isStale].filter(([, stale]) => stale).map(([cell]) => cell);
    return [{ name, cells, replaced: [...replaced.values()] }];
  });
}

/** Names of these kinds are types of their own; others matter where a message speaks of them. */
const TYPES = new Set<NameKind>(["class", "enum", "namespace", "type", "import"]);

/** What to run again where a message may be about types that were replaced, else `undefined`. */
export function staleHint(
  { file, start = 0 }: ts.Diagnostic,
  message: string,
  stale: readonly StaleName[],
  labelOf: (cell: number) => string | undefined,
): string | undefined {
  const words = new Set(message.match(WORD));
  const near = new Set(file === undefined ? [] : statementAt(file, start).match(WORD));
  const meant = stale.filter(
    ({ name, replaced }) =>
      replaced.some((earlier) => words.has(earlier.name)) ||
      (near.has(name) && replaced.some(({ kind }) => TYPES.has(kind))),
  );
  if (meant.length === 0) return undefined;
  // What a cell takes from another comes from one with a smaller number.
  const labels = [...new Set(meant.flatMap(({ cells }) => cells))]
    .sort((one, other) => one - other)
    .map((cell) => labelOf(cell) ?? say("kernel.itsCell"));
  const earlier = [...new Set(meant.flatMap(({ replaced }) => replaced.map(({ name }) => name)))];
  return say("kernel.staleCells", {
    n: labels.length,
    cells: labels.join(", "),
    names: earlier.join(", "),
    order: labels.join(say("kernel.then")),
  });
}

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** The text of the innermost statement around a position. */
function statementAt(file: ts.SourceFile, position: number): string {
  let statement: ts.Node = file;
  const visit = (node: ts.Node): void => {
    if (position < node.pos || position >= node.end) return;
    if (typescript.isStatement(node) && !typescript.isBlock(node)) statement = node;
    typescript.forEachChild(node, visit);
  };
  typescript.forEachChild(file, visit);
  return statement === file ? "" : statement.getText(file);
}
