import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  chooseLocale,
  chosenLocale,
  currentLocale,
  DICTIONARIES,
  fill,
  formatSigned,
  say,
} from "../../src/texts/index.js";
import { KERNEL_DICTIONARIES } from "../../src/texts/kernel/index.js";
import { PAGE_DICTIONARIES } from "../../src/texts/page/index.js";

const SOURCE = resolve(import.meta.dirname, "../../src");

type Texts = Readonly<Record<string, string>>;

/** All texts of a language: of the library, the kernel and the page, which know only their own. */
const textsOf = (language: keyof typeof DICTIONARIES): Texts => ({
  ...DICTIONARIES[language],
  ...KERNEL_DICTIONARIES[language],
  ...PAGE_DICTIONARIES[language],
});

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

const before = process.env.TUNELAB_LANGUAGE;
afterEach(() => {
  if (before === undefined) delete process.env.TUNELAB_LANGUAGE;
  else process.env.TUNELAB_LANGUAGE = before;
});

describe("texts", () => {
  it.each(["pt-BR", "fr"] as const)(
    "in %s have the English ones' parameters and forms, and are not empty",
    (language) => {
      const texts = textsOf(language);
      const differing = Object.entries(textsOf("en")).filter(([key, text]) => {
        const other = texts[key]!;
        return (
          other.trim() === "" ||
          placeholders(other).join() !== placeholders(text).join() ||
          other.split("|").length !== text.split("|").length
        );
      });
      expect(differing).toEqual([]);
    },
  );

  it("are all used", () => {
    const source = listFiles(SOURCE)
      .filter((file) => !file.startsWith(join(SOURCE, "texts")) && !file.includes("/portal/"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    // Keys that are put together in the code, such as `progress.${status}`.
    const prefixes = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]!);
    const named = new Set([...source.matchAll(/"([\w-]+\.[^"\n]+)"/g)].map((match) => match[1]!));
    const unused = Object.keys(textsOf("en")).filter(
      (key) => !named.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it("are said in the language of TUNELAB_LANGUAGE, numbers too", () => {
    process.env.TUNELAB_LANGUAGE = "pt";
    expect(say("table.rows", { n: 1500 })).toBe("1.500 linhas");
    process.env.TUNELAB_LANGUAGE = "fr";
    expect(say("table.rows", { n: 0 })).toBe("0 ligne");
    expect(formatSigned(0.5)).toBe("+0,500");
  });
});

describe("the language of a process", () => {
  it("is the variable's, else the notebook's, else the system's, else English", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tunelab-texts-"));
    const notebook = join(folder, "lab.ipynb");
    await writeFile(notebook, JSON.stringify({ metadata: { tunelab: { language: "fr" } } }));
    const system = { LANG: "pt_BR.UTF-8" };
    expect(currentLocale({ ...system, JPY_SESSION_NAME: notebook, TUNELAB_LANGUAGE: "en" })).toBe("en");
    expect(currentLocale({ ...system, JPY_SESSION_NAME: notebook })).toBe("fr");
    expect(currentLocale({ ...system, JPY_SESSION_NAME: join(folder, "none.ipynb") })).toBe("pt-BR");
    expect(currentLocale({ LANG: "C.UTF-8" })).toBe("en");
    expect(currentLocale({})).toBe("en");
    expect(chosenLocale({ ...system, JPY_SESSION_NAME: notebook, TUNELAB_LANGUAGE: "en" })).toBe("en");
    expect(chosenLocale({ ...system, JPY_SESSION_NAME: notebook })).toBe("fr");
    expect(chosenLocale({ ...system, JPY_SESSION_NAME: join(folder, "none.ipynb") })).toBeUndefined();
    await rm(folder, { recursive: true });
  });
});

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : /\.(?:tsx?|js)$/.test(entry.name) ? [path] : [];
  });
}

describe("a text with parameters", () => {
  it.each([
    ["{n} job|{n} jobs", { n: 1 }, "en", "1 job"],
    ["{n} job|{n} jobs", { n: 0 }, "en", "0 jobs"],
    ["{n} tâche|{n} tâches", { n: 0 }, "fr", "0 tâche"],
    ["{n} linha|{n} linhas", { n: 1500 }, "pt-BR", "1.500 linhas"],
    ["{shown} of {n}", { shown: 3, n: 12 }, "en", "3 of 12"],
    ["{name}?", { name: "{n}|$&" }, "en", "{n}|$&?"],
    ["{missing}", {}, "en", "{missing}"],
    ["It failed: {why}. Go on.", { why: "no answer" }, "en", "It failed: no answer. Go on."],
    ["It failed: {why}. Go on.", { why: "No answer." }, "en", "It failed: No answer. Go on."],
    ["It failed: {why}.", { why: "What?" }, "en", "It failed: What?"],
    ["It says {what}.", { what: "a…" }, "en", "It says a…"],
    ["{file}.json, {n}.", { file: "a.", n: 2 }, "en", "a..json, 2."],
  ] as const)("%j with %j in %s is %j", (text, parameters, language, expected) => {
    expect(fill(text, parameters, language)).toBe(expected);
  });
});

describe("the language", () => {
  it.each([
    [["pt-PT", "en"], "pt-BR"],
    [["de", "fr-CA"], "fr"],
    [["de"], "en"],
    [["EN-us"], "en"],
    [[], "en"],
  ] as const)("for %j is %s", (wanted, expected) => {
    expect(chooseLocale(wanted)).toBe(expected);
  });
});
