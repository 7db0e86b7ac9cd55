import { readFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { join } from "node:path";

/** Node's modules that cells import names of, the one that is meant first where several have a name. */
const NODE_MODULES = [
  "fs/promises",
  "fs",
  "path",
  "os",
  "child_process",
  "timers/promises",
  "readline/promises",
  "util",
  "url",
  "crypto",
  "events",
  "worker_threads",
  "perf_hooks",
  "http",
  "zlib",
  "stream/promises",
];

/** Names by which packages of the labs are known, and what brings each. */
const OF_PACKAGES: Readonly<Record<string, string>> = {
  OpenAI: 'import OpenAI from "openai";',
  AzureOpenAI: 'import { AzureOpenAI } from "openai";',
  dfd: 'import * as dfd from "danfojs-node";',
  assert: 'import assert from "node:assert/strict";',
};

/**
 * The import that a name stands for which no cell has declared: a function of tunelab, or what Node calls so.
 *
 * @example
 * suggestedImport("readFile", "/tunelab"); // 'import { readFile } from "node:fs/promises";'
 * suggestedImport("path", "/tunelab"); // 'import path from "node:path";'
 */
export function suggestedImport(name: string, projectRoot: string): string | undefined {
  const known = Object.hasOwn(OF_PACKAGES, name) ? OF_PACKAGES[name] : undefined;
  if (known !== undefined) return known;
  if (exportedNames(projectRoot).has(name)) return `import { ${name} } from "tunelab";`;
  if (builtinModules.includes(name)) return `import ${name} from "node:${name}";`;
  const load = createRequire(import.meta.url);
  const module = NODE_MODULES.find((one) => Object.hasOwn(load(`node:${one}`) as object, name));
  return module && `import { ${name} } from "node:${module}";`;
}

let exported: { readonly projectRoot: string; readonly names: ReadonlySet<string> } | undefined;

function exportedNames(projectRoot: string): ReadonlySet<string> {
  if (exported?.projectRoot !== projectRoot) exported = { projectRoot, names: readExportedNames(projectRoot) };
  return exported.names;
}

function readExportedNames(projectRoot: string): ReadonlySet<string> {
  try {
    const text = readFileSync(join(projectRoot, "dist/index.d.ts"), "utf8");
    const lists = [...text.matchAll(/^export \{([^}]*)\}/gm)].map(([, list = ""]) => list);
    return new Set(lists.join(",").match(/(?<!\w)(?!type\b)[A-Za-z_$][\w$]*(?=\s*[,}]|\s*$)/g));
  } catch {
    return new Set();
  }
}
