import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { parseCodeCells } from "../../src/cli/notebooks/lab-source.js";
import { makeNotebooks } from "../../src/cli/notebooks/make-notebooks.js";
import { translateCode } from "../../src/cli/notebooks/translate-code.js";
import { DICTIONARIES, type TextKey } from "../../src/texts/index.js";

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

  it.each(readdirSync(SOURCES))("%s does the same in every language: strings and comments apart, its cells are equal", (lab) => {
    const cells = ["en", "pt-BR", "fr"].map((language) => {
      const text = readFileSync(join(ROOT, "notebooks", language, `${lab}.ipynb`), "utf8");
      const notebook = JSON.parse(text) as { cells: { cell_type: string; source: string[] }[] };
      return notebook.cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join(""));
    });
    const [english, ...others] = cells.map((codes) => codes.map(withoutTexts));
    expect(english!.length).toBeGreaterThan(5);
    for (const other of others) expect(other).toEqual(english);
    for (const other of cells.slice(1)) expect(other).not.toEqual(cells[0]);
  });

  it.each(readdirSync(SOURCES))("%s has code cells of at most 25 lines", (lab) => {
    const long = parseCodeCells(readFileSync(join(SOURCES, lab, "code.ts"), "utf8"))
      .filter(({ code }) => code.split("\n").length > 25)
      .map(({ name }) => name);
    expect(long).toEqual([]);
  });

  it.each(readdirSync(SOURCES))("%s names what its cells and tables show as the language's notebook shows it", (lab) => {
    const strings = JSON.parse(readFileSync(join(SOURCES, lab, "strings.json"), "utf8")) as Record<
      string,
      Record<string, string>
    >;
    for (const language of ["pt-BR", "fr"] as const) {
      const columns = (["simulate.query", "simulate.response", "simulate.expected"] as const).map(
        (key) => [DICTIONARIES.en[key], DICTIONARIES[language][key]] as const,
      );
      const shown = [...Object.entries(strings).map(([text, said]) => [text, said[language]!] as const), ...columns];
      const stale = shown.filter(([text, said]) => text !== said).map(([text]) => text);
      const prose = readFileSync(join(SOURCES, lab, `${language}.md`), "utf8");
      expect([...prose.matchAll(/\*([^*\n]+)\*/g)].map(([, word]) => word!).filter((word) => stale.includes(word))).toEqual([]);
    }
  });

  it.each(readdirSync(SOURCES))("%s leads to a terminal and the template of .env by JupyterLab's own menus, which are English", (lab) => {
    for (const language of ["en", "pt-BR", "fr"]) {
      const prose = readFileSync(join(SOURCES, lab, `${language}.md`), "utf8").replaceAll(/\s+/g, " ");
      const asked = prose.includes("AZURE_OPENAI_ENDPOINT=https");
      expect(prose.includes("(*File*, *New*, *Terminal*), `cp .env.example .env`")).toBe(asked);
    }
  });

  it.each(readdirSync(SOURCES))("%s quotes what the library says as it says it in the language of the notebook", (lab) => {
    const proseOf = (language: string): string => readFileSync(join(SOURCES, lab, `${language}.md`), "utf8");
    const quotedIn = (prose: string): string[] => {
      const quotes = [...prose.matchAll(/^\| `([^`\n]{12,})`|\*((?:[^\s*]+ ){2,}[^\s*]+)\*/gm)];
      return quotes.map(([, code, stressed]) => (code ?? stressed)!);
    };
    const english = quotedIn(proseOf("en"));
    for (const language of ["pt-BR", "fr"] as const) {
      const quoted = quotedIn(proseOf(language));
      for (const [key, text] of Object.entries(DICTIONARIES.en)) {
        const said = DICTIONARIES[language][key as TextKey];
        const stale = english.filter((quote) => isPieceOf(quote, text) && !isPieceOf(quote, said));
        expect(quoted.filter((quote) => stale.includes(quote)), `${language} says "${said}"`).toEqual([]);
      }
    }
  });
});

/** Whether a quotation is a piece of a text, whose placeholders stand for any words. */
function isPieceOf(quote: string, text: string): boolean {
  const parts = text.split(/\{\w+\}/);
  const longest = parts.reduce((a, b) => (b.length > a.length ? b : a)).trim();
  if (longest.length < 12) return false;
  return parts.join("9").includes(quote.replaceAll(/\d+/g, "9")) || (parts.length > 1 && quote.includes(longest));
}

/** Code without what its strings, templates and comments say; what a template computes stays. */
function withoutTexts(code: string): string {
  if (code.startsWith("%")) return code.replaceAll(/(?:--|#) .*$/gm, "").replaceAll(/"[^"]*"/g, '""');
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, true);
  const tokens: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText) tokens.push(`text ${ts.SyntaxKind[node.kind]}`);
    else if (node.getChildCount() === 0) tokens.push(node.getText());
    node.getChildren().forEach(visit);
  };
  visit(file);
  return tokens.join(" ");
}

describe("translateCode", () => {
  const cells = parseCodeCells('// %% a\nconst x = "a job"; // a job\nconst y = `${x} a job`;');
  const inFrench = (english: string, fr: string): string => translateCode(cells, { [english]: { fr } }, "fr")[0]!.code;

  it("says whole strings, templates and comments in another language", () => {
    expect(inFrench("a job", "une tâche")).toBe('const x = "une tâche"; // une tâche\nconst y = `${x} a job`;');
    expect(inFrench("${x} a job", "une tâche ${x}")).toBe(
      'const x = "a job"; // a job\nconst y = `une tâche ${x}`;',
    );
  });

  it.each([
    ["a text that no cell says", "no job", "aucune tâche", 'no cell says "no job"'],
    ["a quotation mark", "a job", 'une "tâche"', "would change what the code does"],
    ["a line break", "a job", "une\ntâche", "would change what the code does"],
    ["another value", "${x} a job", "${y} tâche", "would change what the code does"],
  ])("refuses %s", (_, english, french, message) => {
    expect(() => inFrench(english, french)).toThrow(message);
  });

  it("refuses a text that a language lacks", () => {
    expect(() => translateCode(cells, { "a job": { fr: "une tâche" } }, "pt-BR")).toThrow("has no text in pt-BR");
  });
});
