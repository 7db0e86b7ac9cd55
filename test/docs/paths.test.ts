import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const FILES = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT })
  .toString()
  .split("\n");

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
const textOf = (page: string): string => readFileSync(join(ROOT, page), "utf8");

/** Names of files of ours in a page: code spans that end as sources do and hold no gap. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`(\w[\w./-]*\.(?:ts|tsx|mjs|py))`/g)].map(([, path]) => path!.replace(/^(?:\.{1,2}\/)+/, ""));

describe("files that the docs name", () => {
  it.each(pages)("are there: %s", (page) => {
    const missing = pathsIn(textOf(page)).filter((path) => !FILES.some((file) => `/${file}`.endsWith(`/${path}`)));
    expect([...new Set(missing)]).toEqual([]);
  });

  it.each([
    ["docs/kernel.md", "A cell's life", 10],
    ["docs/service.md", "A chat's life", 9],
    ["docs/training.md", "A training example's life", 9],
    ["docs/evaluation.md", "An evaluated row's life", 7],
  ])("%s tells %s in %i steps, each with the files where it happens", (page, title, steps) => {
    const life = textOf(page).split(`## ${title}\n`)[1]!.split("\n## ")[0]!;
    const told = [...life.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(told).toEqual(Array.from({ length: steps }, (_, at) => at + 1));
    expect(pathsIn(life).length).toBeGreaterThan(steps);
  });
});
