import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chooseLanguage, chooseNotebook } from "../../src/cli/jupyter/notebook-choice.js";

describe("chooseLanguage", () => {
  it.each([
    [undefined, { LANG: "pt_BR.UTF-8" }, "pt-BR"],
    [undefined, { LANG: "pt_PT.UTF-8" }, "pt-BR"],
    [undefined, { LC_ALL: "fr_CA", LANG: "en_US" }, "fr"],
    [undefined, { LANG: "C.UTF-8" }, "en"],
    [undefined, {}, "en"],
    ["FR", { LANG: "en_US" }, "fr"],
    ["pt", {}, "pt-BR"],
  ])("of %j under %j is %s", (asked, environment, language) => {
    expect(chooseLanguage(asked, environment)).toBe(language);
  });

  it("refuses a language that the labs do not come in", () => {
    expect(() => chooseLanguage("de", {})).toThrow('The labs do not come in "de".');
  });
});

describe("chooseNotebook", () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "tunelab-choice-"));
    for (const language of ["en", "fr"]) {
      mkdirSync(join(root, "notebooks", language), { recursive: true });
      writeFileSync(join(root, "notebooks", language, "00-welcome.ipynb"), "{}");
    }
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it("is the welcome notebook of the language", () => {
    expect(chooseNotebook(root, "fr")).toBe("notebooks/fr/00-welcome.ipynb");
  });
  it("falls back to English", () => {
    expect(chooseNotebook(root, "pt-BR")).toBe("notebooks/en/00-welcome.ipynb");
  });
  it("takes an absolute path inside the clone", () => {
    expect(chooseNotebook(root, "en", join(root, "notebooks", "fr", "00-welcome.ipynb"))).toBe(
      "notebooks/fr/00-welcome.ipynb",
    );
  });
  it.each(["nowhere.ipynb", "../outside.ipynb", "/etc/passwd"])("refuses %s", (asked) => {
    expect(() => chooseNotebook(root, "en", asked)).toThrow(`There is no notebook "${asked}"`);
  });
});
