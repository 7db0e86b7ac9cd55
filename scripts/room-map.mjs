// Draws the rooms of test/import-rules/rules.ts into the README: node scripts/room-map.mjs. With --check it writes nothing
// and fails where the README shows other rooms.
import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import ts from "typescript";
import { readFlags } from "./setup/read-flags.mjs";

const flags = readFlags(
  `npm run room-map [-- --check]

Draws the rooms of test/import-rules/rules.ts into the README.

  --check  writes nothing, and fails where the README shows other rooms
  --help   this text`,
  { check: { type: "boolean" } },
);

const START = "<!-- rooms: npm run room-map -->";
const END = "<!-- end of rooms -->";

const root = new URL("../", import.meta.url);
const read = (path) => readFile(new URL(path, root), "utf8");

/** Loads a TypeScript file that imports nothing but types. */
async function load(path) {
  const { outputText } = ts.transpileModule(await read(path), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

const { ROOMS, PACKAGES } = await load("test/import-rules/rules.ts");
const { roomMap } = await load("test/import-rules/room-map.ts");
const readme = await read("README.md");
const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
if (start < 0 || end < start) throw new Error(`README.md has no lines "${START}" and "${END}" around the rooms.`);
const options = JSON.parse(await read("package.json")).prettier;
const table = await format(roomMap(ROOMS, PACKAGES), { ...options, parser: "markdown" });
const next = `${readme.slice(0, start)}${START}\n\n${table}\n${readme.slice(end)}`;
if (!flags.check) await writeFile(new URL("README.md", root), next);
else if (next !== readme) throw new Error("The README's map shows other rooms than the rules: npm run room-map.");
