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

/** Names by which modules of the labs are known: what is imported, and of which module. */
const WELL_KNOWN: Readonly<Record<string, readonly [clause: string, module: string]>> = {
  OpenAI: ["OpenAI", "openai"],
  AzureOpenAI: ["{ AzureOpenAI }", "openai"],
  assert: ["assert", "node:assert/strict"],
};

/**
 * The import that a name stands for which no cell has declared: a function of tunelab, or what Node calls so.
 *
 * @example
 * suggestedImport("readFile", "/tunelab"); // 'import { readFile } from "node:fs/promises";'
 * suggestedImport("path", "/tunelab"); // 'import path from "node:path";'
 */
export function suggestedImport(name: string, projectRoot: string): string | undefined {
  if (Object.hasOwn(WELL_KNOWN, name)) return importLine(...WELL_KNOWN[name]!);
  if (exportedNames(projectRoot).has(name)) return importLine(`{ ${name} }`, "tunelab");
  if (builtinModules.includes(name)) return importLine(name, `node:${name}`);
  const load = createRequire(import.meta.url);
  const module = NODE_MODULES.find((one) => Object.hasOwn(load(`node:${one}`) as object, name));
  return module && importLine(`{ ${name} }`, `node:${module}`);
}

const importLine = (clause: string, module: string): string => `import ${clause} from ${JSON.stringify(module)};`;

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
