import { TunelabError } from "../../core/index.js";

/** A code cell of a lab, the same in every language. */
export interface CodeCell {
  readonly kind: "code";
  /** Name by which the prose places it; unique in the lab. */
  readonly name: string;
  readonly code: string;
  /** Words such as `check`, `exercise`, `solution`, `hide`: kept as the cell's tags. */
  readonly tags: readonly string[];
}

/** A stretch of Markdown in one language. */
export interface ProseCell {
  readonly kind: "prose";
  readonly text: string;
}

const CODE_HEADER = /^\/\/ %% ([a-z][a-z0-9-]*)((?: #[a-z-]+)*)$/;
const PLACE = /^<!-- cell: ([a-z][a-z0-9-]*) -->$/;
const HEADING = /^#{1,3} /;
const FENCE = /^\s*(?:```|~~~)/;

/**
 * Reads the code cells of a lab: each starts with a line `// %% name #tag #tag`.
 *
 * Throws `invalid_lab_source` for text before the first header, a header that does not parse, or a name used twice.
 *
 * @example
 * parseCodeCells("// %% versions #check\nconsole.log(1)"); // [{ kind: "code", name: "versions", tags: ["check"], code: "console.log(1)" }]
 */
export function parseCodeCells(text: string, file = "code.ts"): CodeCell[] {
  const cells: { name: string; tags: string[]; lines: string[] }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const where = `${file}, line ${index + 1}`;
    const header = CODE_HEADER.exec(line);
    if (header !== null) {
      const name = header[1]!;
      if (cells.some((cell) => cell.name === name)) throw invalid(`${where}: two code cells are named "${name}".`);
      cells.push({
        name,
        tags: header[2]!
          .trim()
          .split(" ")
          .filter(Boolean)
          .map((tag) => tag.slice(1)),
        lines: [],
      });
    } else if (line.startsWith("// %%")) {
      throw invalid(`${where}: "${line}" is not a cell header.`);
    } else if (cells.length > 0) {
      cells.at(-1)!.lines.push(line);
    } else if (line.trim() !== "") {
      throw invalid(`${where}: code stands before the first cell header.`);
    }
  }
  return cells.map(({ name, tags, lines }) => ({ kind: "code", name, tags, code: lines.join("\n").trim() }));
}

/**
 * Reads a lab's prose in one language and puts the code cells where it places them with `<!-- cell: name -->`.
 *
 * Every heading of level 1 to 3 starts a prose cell of its own. Throws `invalid_lab_source` when a placed cell does not
 * exist, or a code cell is placed twice, out of order or not at all.
 */
export function assembleLab(prose: string, code: readonly CodeCell[], file = "prose"): (CodeCell | ProseCell)[] {
  const cells: (CodeCell | ProseCell)[] = [];
  let text: string[] = [];
  let placed = 0;
  let inFence = false;
  const endProse = (): void => {
    const joined = text.join("\n").trim();
    if (joined !== "") cells.push({ kind: "prose", text: joined });
    text = [];
  };
  for (const [index, line] of prose.split(/\r?\n/).entries()) {
    if (FENCE.test(line)) inFence = !inFence;
    const name = PLACE.exec(line)?.[1];
    if (name !== undefined) {
      const expected = code[placed];
      if (expected?.name !== name) {
        throw invalid(
          `${file}, line ${index + 1}: places "${name}" where "${expected?.name ?? "nothing more"}" is next.`,
        );
      }
      endProse();
      cells.push(expected);
      placed += 1;
    } else {
      if (HEADING.test(line) && !inFence) endProse();
      text.push(line);
    }
  }
  endProse();
  if (placed < code.length) throw invalid(`${file}: the code cell "${code[placed]!.name}" is not placed.`);
  return cells;
}

function invalid(message: string): TunelabError {
  return new TunelabError(message, {
    code: "invalid_lab_source",
    hint: "docs/notebooks.md explains how the sources of the notebooks are written.",
  });
}
