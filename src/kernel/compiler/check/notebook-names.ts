import { cellSpecifier } from "./cell-files.js";
import type { CellOutline, DeclaredName } from "./cell-outline.js";

/** A top-level name of an earlier cell. */
export interface LiveName extends DeclaredName {
  /** Number of the cell that declared it last. */
  readonly cell: number;
  /** The declaration as text where it needs nothing of its cell. */
  readonly text: string | undefined;
}

/** The top-level names of the notebook, each with the cell that declared it last. */
export class NotebookNames {
  readonly #names = new Map<string, LiveName>();
  /** Cells in the order in which they were last declared or used. */
  readonly #recent = new Set<number>();
  readonly #forgotten = new Set<string>();
  /** Names that no cell declares but one that was refused, with the label of that cell. */
  readonly #refused = new Map<string, string>();

  /** Records that a cell is run: its names replace those of earlier cells. */
  declare(cell: number, names: readonly DeclaredName[], textOf: (name: DeclaredName) => string | undefined): void {
    for (const declared of names) {
      this.#names.set(declared.name, { ...declared, cell, text: textOf(declared) });
      this.#refused.delete(declared.name);
    }
    this.#markUsed(cell);
  }

  /** Records that a cell was refused, so that its names stay without a declaration. */
  refuse(names: readonly DeclaredName[], label: string): void {
    for (const { name } of names) this.#refused.set(name, label);
  }

  /** Records that names are used, so that {@link loosen} passes over their cells. */
  use(names: readonly LiveName[]): void {
    for (const { cell } of names) this.#markUsed(cell);
  }

  /**
   * Has names be of type `any` that were used longest ago, until at most so many cells have a name that needs them.
   *
   * That bounds memory over a day in which every cell declares new names; their values stay as they are.
   */
  loosen(mostCells: number): void {
    const live = this.liveCells();
    let excess = live.size - mostCells;
    for (const cell of this.#recent) {
      if (excess <= 0) return;
      if (!live.has(cell)) continue;
      excess--;
      this.#recent.delete(cell);
      for (const name of this.#names.values()) {
        if (name.cell === cell && name.text === undefined) {
          this.#names.set(name.name, { ...name, text: looseDeclaration(name) });
        }
      }
    }
  }

  forget(names?: readonly string[]): void {
    for (const name of names ?? this.#names.keys()) this.#forgotten.add(name);
    if (names === undefined) {
      this.#names.clear();
      this.#refused.clear();
      this.#recent.clear();
    } else {
      for (const name of names) this.#names.delete(name);
    }
  }

  /** Whether a cell had declared a name that was forgotten since. */
  wasForgotten(name: string): boolean {
    return this.#forgotten.has(name) && !this.#names.has(name);
  }

  /** The label of the cell that would have declared a name, had it not been refused. */
  refusedBy(name: string): string | undefined {
    return this.#names.has(name) ? undefined : this.#refused.get(name);
  }

  get(name: string): LiveName | undefined {
    return this.#names.get(name);
  }

  /** Every name that a cell can use from earlier cells. */
  all(): LiveName[] {
    return [...this.#names.values()];
  }

  /** Cells that still have a name to give that needs them. */
  liveCells(): Set<number> {
    const cells = new Set<number>();
    for (const { cell, text } of this.#names.values()) if (text === undefined) cells.add(cell);
    return cells;
  }

  /** The names of earlier cells that a cell mentions and does not declare itself. */
  usedBy(outline: CellOutline): LiveName[] {
    const own = new Set(outline.declares.map((declared) => declared.name));
    const used: LiveName[] = [];
    for (const identifier of outline.identifiers) {
      const live = own.has(identifier) ? undefined : this.#names.get(identifier);
      if (live !== undefined) used.push(live);
    }
    return used;
  }

  #markUsed(cell: number): void {
    this.#recent.delete(cell);
    this.#recent.add(cell);
  }
}

/** A declaration without a type, as a value, a type, or both, whatever the name stood for. */
function looseDeclaration({ name, kind }: DeclaredName): string {
  if (kind === "type") return `type ${name} = any;`;
  const value = `${kind === "let" ? "let" : "const"} ${name}: any;`;
  const isType = kind === "class" || kind === "enum" || kind === "import";
  return isType ? `${value}\ndeclare type ${name} = any;` : value;
}

/**
 * Text that follows a cell's code in its module: it exports the cell's names and brings in those of earlier cells.
 *
 * It stands at the end, so that positions in the code stay as typed; imports are hoisted and ambient declarations may
 * be used before they stand, so nothing is lost by that. A cell without names needs none. A `let` is declared anew with
 * the earlier type, because an import could not be assigned to; everything else is imported, which keeps all its meanings
 * and its literal type.
 */
export function writePrelude(outline: CellOutline, used: readonly LiveName[]): string {
  const own = outline.declares.map(({ name }) => name).filter((name) => !outline.exported.has(name));
  if (own.length === 0 && used.length === 0) return "";
  return `\nexport { ${own.join(", ")} };\n${declareUsed(used)}`;
}

/** Text before a draft: it brings in the names given and makes the draft a module, which may await at its top level. */
export function writeDraftPrelude(used: readonly LiveName[]): string {
  return `export {};\n${declareUsed(used)}`;
}

function declareUsed(used: readonly LiveName[]): string {
  const lines: string[] = [];
  const imports = new Map<number, string[]>();
  for (const { name, kind, cell, text } of used) {
    if (text !== undefined) {
      lines.push(`declare ${text}`);
    } else if (kind === "let") {
      lines.push(`declare let ${name}: typeof import("${cellSpecifier(cell)}").${name};`);
    } else {
      imports.set(cell, [...(imports.get(cell) ?? []), name]);
    }
  }
  for (const [cell, names] of imports) lines.push(`import { ${names.join(", ")} } from "${cellSpecifier(cell)}";`);
  return lines.map((line) => `${line}\n`).join("");
}
