// Writes docs/routes.md from the service's OpenAPI document: node scripts/routes-page.mjs, after npm run build.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { routesPage } from "../dist/service/http/open-api/routes-page.js";
import { startService } from "../dist/service/index.js";
import { readFlags } from "./setup/read-flags.mjs";

readFlags(`node scripts/routes-page.mjs, after npm run build

Writes docs/routes.md from the service's OpenAPI document.

  --help   this text`);

const dataDirectory = await mkdtemp(join(tmpdir(), "tunelab-routes-"));
const service = await startService({ dataDirectory, environment: { TUNELAB_LOG_LEVEL: "error" } });
const document = await (await fetch(`${service.url}/openapi.json`)).json();
await service.stop();
await rm(dataDirectory, { recursive: true, force: true });

const options = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")).prettier;
const page = await format(routesPage(document), { ...options, parser: "markdown" });
await writeFile(new URL("../docs/routes.md", import.meta.url), page);
