import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format } from "prettier";
import { expect, it } from "vitest";
import { SETTINGS, settingsPage } from "../../src/settings/index.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** Names of variables as source code spells them where it reads one. */
const READS = [
  /\b(?:process\.env|env|environment)\??\.([A-Z][A-Z0-9_]{2,})\b/g,
  /\b(?:process\.env|env|environment)(?:\?\.)?\["([A-Z][A-Z0-9_]{2,})"\]/g,
  /["'`]((?:TUNELAB|AZURE|OPENAI|DATABRICKS|MLFLOW|HF|TEMP_AUTH)_[A-Z0-9_]+)["'`]/g,
];

/** Words in capitals that look like variables and are values of MLflow's protocol. */
const NO_VARIABLES = new Set(["AZURE_SAS_URI", "AZURE_ADLS_GEN2_SAS_URI", "MLFLOW_EXPERIMENT"]);

function variablesOf(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|mjs)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    // The table itself is what is compared with.
    if (entry.name === "settings-table.ts") continue;
    const text = readFileSync(path, "utf8").replace(/^\s*\*.*$/gm, "");
    for (const read of READS)
      for (const match of text.matchAll(read)) found.set(match[1]!, path.slice(ROOT.length + 1));
  }
  return found;
}

it("names every variable that the source reads, and none that nothing reads", () => {
  const read = new Map([...variablesOf("scripts"), ...variablesOf("src")]);
  const named = new Set(SETTINGS.map(({ name }) => name));
  const missing = [...read].filter(([name]) => !named.has(name) && !NO_VARIABLES.has(name));
  expect(missing).toEqual([]);
  expect([...named].filter((name) => !read.has(name))).toEqual([]);
});

it("names each once", () => {
  const names = SETTINGS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

it("is what docs/settings.md says", async () => {
  const { prettier } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { prettier: object };
  expect(readFileSync(join(ROOT, "docs/settings.md"), "utf8")).toBe(
    await format(settingsPage(), { ...prettier, parser: "markdown" }),
  );
});
