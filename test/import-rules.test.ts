import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

/** Which folders of `src/` each folder may import; a folder may always import itself. */
const ALLOWED: Record<string, readonly string[] | "anything"> = {
  core: [],
  kernel: ["core"],
  display: ["core"],
  tokens: ["core"],
  training: ["core"],
  models: ["core"],
  prompts: ["core", "models"],
  settings: [],
  tape: ["core", "settings"],
  client: ["core", "models", "settings", "tape"],
  tracking: ["core", "display"],
  datasets: ["core", "tokens", "display"],
  // Every notebook opens with it, whatever its subject, so it cannot live in finetune, evaluate or simulate.
  // The namespace a notebook uses: it gives evaluate/ the tracker that evaluate/ may not import itself.
  mlflow: ["core", "display", "client", "tracking", "evaluate"],
  "azure-evaluation": ["evaluate", "simulate"],
  lab: ["core", "tokens", "client", "models", "display"],
  finetune: ["core", "datasets", "tokens", "client", "models", "display"],
  evaluate: ["core", "datasets", "tokens", "client", "models", "prompts", "display"],
  simulate: ["core", "datasets", "client", "models", "prompts", "display"],
  service: ["core", "datasets", "tokens", "training"],
  "jupyterlab-extension": [],
  portal: [],
  cli: "anything",
  "index.ts": [
    "core",
    "display",
    "tokens",
    "models",
    "prompts",
    "client",
    "tracking",
    "datasets",
    "finetune",
    "evaluate",
    "simulate",
    "lab",
    "mlflow",
    "azure-evaluation",
  ],
};

/** Narrower rules inside a folder: pure metrics may use arithmetic and tokens only. */
const ALLOWED_BELOW: Record<string, readonly string[]> = { "evaluate/metrics": ["core", "tokens"] };

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

describe("imports", () => {
  const edges = readEdges();

  it("reads the imports of the source", () => {
    expect(edges.length).toBeGreaterThan(0);
  });

  it("go only where the layout allows", () => {
    const forbidden = edges.filter(({ from, to }) => {
      const source = folderOf(from);
      const target = folderOf(to);
      if (source === target) return false;
      const allowed = ALLOWED[source];
      if (allowed === undefined) return true;
      if (allowed === "anything") return false;
      const narrow = Object.entries(ALLOWED_BELOW).find(([prefix]) => from.startsWith(`${prefix}/`))?.[1];
      return !(narrow ?? allowed).includes(target);
    });
    expect(forbidden).toEqual([]);
  });

  it("between folders go through the other folder's index.ts", () => {
    const direct = edges.filter(
      ({ from, to }) => folderOf(from) !== folderOf(to) && folderOf(from) !== "cli" && !to.endsWith("/index.ts"),
    );
    expect(direct).toEqual([]);
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
