import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { NARROWER, PACKAGES, ROOMS } from "./import-rules/rules.js";

const SRC = resolve(import.meta.dirname, "../src");

interface Edge {
  readonly from: string;
  readonly to: string;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? listFiles(path) : /\.tsx?$/.test(path) ? [path] : [];
  });
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.{1,2}\/[^"']+)["']/g;

function readEdges(): Edge[] {
  return listFiles(SRC).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(IMPORT)].map((match) => ({
      from: relative(SRC, file).split(sep).join("/"),
      to: relative(SRC, sourceOf(resolve(dirname(file), match[1]!)))
        .split(sep)
        .join("/"),
    })),
  );
}

/** The file that an import ending in `.js` is written in. */
function sourceOf(imported: string): string {
  const typed = imported.replace(/\.js$/, ".ts");
  return existsSync(`${typed}x`) ? `${typed}x` : typed;
}

const folderOf = (file: string): string => file.split("/")[0]!;

/** Whether a rule's place holds a file: a folder holds all below it. */
const isIn = (place: string, file: string): boolean => file.startsWith(`${place}/`);

/** Packages by the files that import them, or that name a file of them to be loaded. */
function readPackages(): Edge[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(SRC, "../package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const known = Object.keys({ ...dependencies, ...devDependencies });
  return listFiles(SRC).flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    const packages = known.filter(
      (name) =>
        imported.some((specifier) => specifier === name || specifier.startsWith(`${name}/`)) ||
        [`"${name}/`, `\`${name}/`].some((start) => text.includes(start)) ||
        // A name without a mark is a word too, such as the provider "openai".
        (/[-@.]/.test(name) && text.includes(`"${name}"`)),
    );
    return packages.map((to) => ({ from: relative(SRC, file).split(sep).join("/"), to }));
  });
}

describe("imports", () => {
  const edges = readEdges();
  const between = edges.filter(({ from, to }) => folderOf(from) !== folderOf(to));

  it("go only where the layout allows", () => {
    expect(edges.length).toBeGreaterThan(0);
    const forbidden = between.filter(({ from, to }) => {
      const narrow = Object.entries(NARROWER).find(([place]) => isIn(place, from))?.[1];
      return !(narrow ?? ROOMS[folderOf(from)]?.imports ?? []).includes(folderOf(to));
    });
    expect(forbidden).toEqual([]);
  });

  it("use every permission, so that the rules tell how things are", () => {
    const used = new Set(between.map(({ from, to }) => `${folderOf(from)} -> ${folderOf(to)}`));
    const permissions = Object.entries(ROOMS).flatMap(([room, { imports }]) => imports.map((to) => `${room} -> ${to}`));
    expect(permissions.filter((permission) => !used.has(permission))).toEqual([]);
    const narrow = Object.entries(NARROWER).flatMap(([place, imports]) => imports.map((to) => ({ place, to })));
    const unused = narrow.filter(
      ({ place, to }) => !between.some((edge) => isIn(place, edge.from) && folderOf(edge.to) === to),
    );
    expect(unused).toEqual([]);
  });

  it("know every room, and no room that is gone", () => {
    expect(Object.keys(ROOMS).sort()).toEqual(readdirSync(SRC).sort());
  });

  it("between folders go through the other folder's index.ts", () => {
    const direct = edges.filter(
      ({ from, to }) => folderOf(from) !== folderOf(to) && folderOf(from) !== "cli" && !to.endsWith("/index.ts"),
    );
    expect(direct).toEqual([]);
  });

  it("of the kernel take parts of core, since loading all of it would cost every start of a kernel time", () => {
    const ofCore = edges.filter(({ from, to }) => folderOf(from) === "kernel" && folderOf(to) === "core");
    const parts = new Set(ofCore.map(({ to }) => to));
    expect(parts).toContain("core/essentials/index.ts");
    expect(parts).not.toContain("core/index.ts");
  });

  it("form no cycle between files", () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of edges) graph.set(from, [...(graph.get(from) ?? []), to]);
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) throw new Error(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(" -> ")}`);
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
  });
});

describe("packages", () => {
  const edges = readPackages();

  it("are imported only where they belong", () => {
    const forbidden = edges.filter(({ from, to }) => !(PACKAGES[to] ?? []).some((place) => isIn(place, from)));
    expect(forbidden).toEqual([]);
  });

  it("are used in every place that may", () => {
    const places = Object.entries(PACKAGES).flatMap(([to, all]) => all.map((place) => ({ place, to })));
    const unused = places.filter(({ place, to }) => !edges.some((edge) => edge.to === to && isIn(place, edge.from)));
    expect(unused).toEqual([]);
  });
});

it("The README's map shows these rooms", () => {
  const script = resolve(SRC, "../scripts/room-map.mjs");
  expect(execFileSync(process.execPath, [script, "--check"], { encoding: "utf8" })).toBe("");
});
