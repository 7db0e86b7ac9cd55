// Writes docs/settings.md from the table in src/settings: node scripts/settings-page.mjs, after npm run build.
import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { settingsPage } from "../dist/settings/index.js";
import { readFlags } from "./setup/read-flags.mjs";

readFlags(`node scripts/settings-page.mjs, after npm run build

Writes docs/settings.md from the table in src/settings.

  --help   this text`);

const options = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")).prettier;
const page = await format(settingsPage(), { ...options, parser: "markdown" });
await writeFile(new URL("../docs/settings.md", import.meta.url), page);
