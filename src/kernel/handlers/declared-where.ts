import { readFileSync } from "node:fs";

interface NotebookCell {
  readonly cell_type?: unknown;
  readonly source?: unknown;
}

const asText = (source: unknown): string => (Array.isArray(source) ? source.join("") : String(source ?? ""));

/**
 * Finds the heading above the cell of a notebook that declares or imports a name, as it was saved last; `undefined` where
 * no cell does, or where there is no such file.
 *
 * @example
 * declaredUnder("client", "01-fine-tune-azure-openai.ipynb"); // "Before you change anything: a baseline"
 */
export function declaredUnder(name: string, notebook: string | undefined): string | undefined {
  if (notebook === undefined || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return undefined;
  let cells: readonly NotebookCell[];
  try {
    const read = JSON.parse(readFileSync(notebook, "utf8")) as { cells?: readonly NotebookCell[] };
    cells = Array.isArray(read.cells) ? read.cells : [];
  } catch {
    return undefined;
  }
  const word = `${name.replaceAll("$", "\\$")}(?![\\p{L}\\p{N}_$])`;
  const declares = new RegExp(
    `(?:^|\\n)\\s*(?:export\\s+)?(?:(?:const|let|var)\\s+(?:${word}|[{[][^=;]*(?<![\\p{L}\\p{N}_$.])${word}[^=;]*[}\\]])|` +
      `(?:async\\s+)?function\\*?\\s+${word}|(?:class|interface|type|enum)\\s+${word}|import\\s[^;]*(?<![\\p{L}\\p{N}_$])${word}[^;]*from)`,
    "u",
  );
  let heading: string | undefined;
  for (const { cell_type: type, source } of cells) {
    const text = asText(source);
    if (type === "markdown") heading = /^#{1,3} (.+)$/m.exec(text)?.[1]?.trim() ?? heading;
    else if (type === "code" && declares.test(text)) return heading;
  }
  return undefined;
}
