import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { dictionary as en } from "../../src/portal/i18n/en/index.js";
import { dictionary as fr } from "../../src/portal/i18n/fr/index.js";
import { dictionary as pt } from "../../src/portal/i18n/pt-BR/index.js";

const ROOT = resolve(import.meta.dirname, "../..");
const source = (path: string): string => readFileSync(resolve(ROOT, path), "utf8");

/** Codes of problems that a report on a training file may hold. */
const CODES = [
  ...source("src/datasets/validate-chat.ts").matchAll(/report\(\s*"(?:error|warning)",\s*"(\w+)"/g),
  ...source("src/service/portal/file-report/read-file-report.ts").matchAll(/severity: "error", code: "(\w+)"/g),
  ...source("src/service/portal/file-report/foreign-content.ts").matchAll(/^ {2}(\w+): "The file/gm),
].map(([, code]) => code!);

describe("advice on the problems of a training file", () => {
  it("is asked for codes that the checks report", () => {
    expect(CODES).toContain("several_outputs");
    expect(CODES).toContain("unreadable_line");
    expect(CODES).toContain("table_file");
    expect(new Set(CODES).size).toBeGreaterThan(15);
  });

  it.each([
    ["en", en],
    ["pt-BR", pt],
    ["fr", fr],
  ])("is there for every one of them: %s", (_, dictionary) => {
    const known = source("src/portal/pages/files/problem-advice.ts");
    const without = CODES.filter((code) => !(`advice.${code}` in dictionary) || !known.includes(`"${code}"`));
    expect([...new Set(without)]).toEqual([]);
  });
});
