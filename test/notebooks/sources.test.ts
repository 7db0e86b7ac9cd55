import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCodeCells } from "../../src/cli/notebooks/lab-source.js";
import { makeNotebooks } from "../../src/cli/notebooks/make-notebooks.js";

const ROOT = resolve(import.meta.dirname, "../..");
const SOURCES = join(ROOT, "notebooks", "source");

describe("the notebooks", () => {
  it("equal what their sources make", async () => {
    const made = await makeNotebooks(ROOT);
    expect(made.length).toBeGreaterThan(0);
    for (const { path, content } of made) {
      expect(readFileSync(join(ROOT, path), "utf8") === content, `${path} differs: npm run notebooks`).toBe(true);
    }
  });

  it("have a source each", async () => {
    const made = (await makeNotebooks(ROOT)).map(({ path }) => path);
    const found = ["en", "pt-BR", "fr"].flatMap((language) => {
      try {
        return readdirSync(join(ROOT, "notebooks", language))
          .filter((name) => name.endsWith(".ipynb"))
          .map((name) => `notebooks/${language}/${name}`);
      } catch {
        return [];
      }
    });
    expect(found.filter((path) => !made.includes(path))).toEqual([]);
  });

  it.each(readdirSync(SOURCES))("%s has the same code cells in every language", (lab) => {
    const cells = ["en", "pt-BR", "fr"].map((language) => {
      const text = readFileSync(join(ROOT, "notebooks", language, `${lab}.ipynb`), "utf8");
      const notebook = JSON.parse(text) as { cells: { cell_type: string; source: string[] }[] };
      return notebook.cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join(""));
    });
    expect(cells[0]!.length).toBeGreaterThan(5);
    expect(cells[1]).toEqual(cells[0]);
    expect(cells[2]).toEqual(cells[0]);
  });

  it.each(readdirSync(SOURCES))("%s has code cells of at most 25 lines", (lab) => {
    const long = parseCodeCells(readFileSync(join(SOURCES, lab, "code.ts"), "utf8"))
      .filter(({ code }) => code.split("\n").length > 25)
      .map(({ name }) => name);
    expect(long).toEqual([]);
  });
});
