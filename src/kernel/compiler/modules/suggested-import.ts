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
  const module = NODE_MODULES.find((one) => Object.hasOwn(loadModule(`node:${one}`) as object, name));
  return module && importLine(`{ ${name} }`, `node:${module}`);
}

/**
 * Names that {@link suggestedImport} has an import for, each with the module it comes from.
 *
 * @example
 * importableNames("/tunelab").get("readFile"); // "node:fs/promises"
 */
export function importableNames(projectRoot: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const add = (name: string, module: string): void => {
    if (/^[A-Za-z][\w$]*$/.test(name) && name !== "default" && !names.has(name)) names.set(name, module);
  };
  for (const [name, [, module]] of Object.entries(WELL_KNOWN)) add(name, module);
  for (const name of exportedNames(projectRoot)) add(name, "tunelab");
  for (const name of builtinModules) add(name, `node:${name}`);
  for (const module of NODE_MODULES) {
    for (const name of Object.keys(loadModule(`node:${module}`) as object)) add(name, `node:${module}`);
  }
  return names;
}

const importLine = (clause: string, module: string): string => `import ${clause} from ${JSON.stringify(module)};`;

const loadModule = createRequire(import.meta.url);

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
