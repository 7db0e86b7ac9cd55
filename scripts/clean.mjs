import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { HOME, ROOT } from "./setup/paths.mjs";
import { refuseBesideService } from "./setup/refuse-beside-service.mjs";
import { measureBytes, toMegabytes } from "./setup/report-step.mjs";
import { runScript } from "./setup/set-up.mjs";
import { acquireSetupLock } from "./setup/setup-lock.mjs";

const HELP = `npm run clean [-- --keep-data]

Removes all that set-up and the labs made in this clone: node_modules, dist and .tunelab (Python environment, model,
logs, the service's data with its files, jobs and deployments, recorded runs, saved settings). Notebooks and sources stay.

  --keep-data   keeps what was made by using it: in .tunelab the folders data, volumes, mlruns, mlflow-server and made,
                and settings.json
  --help        this text`;

const DATA = new Set(["data", "volumes", "mlruns", "mlflow-server", "made", "settings.json"]);

/** What is in `.tunelab` and no data. */
function madeBySetUp() {
  const names = existsSync(HOME) ? readdirSync(HOME) : [];
  return names.filter((name) => !DATA.has(name)).map((name) => join(HOME, name));
}

await runScript(async () => {
  const { values } = parseArgs({
    options: { "keep-data": { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(HELP);
  const release = acquireSetupLock();
  release();
  await refuseBesideService();
  const targets = values["keep-data"] ? madeBySetUp() : [HOME];
  for (const target of [...targets, join(ROOT, "dist"), join(ROOT, "node_modules")]) {
    const bytes = await measureBytes(target);
    if (bytes === 0) continue;
    rmSync(target, { recursive: true, force: true });
    console.log(`  - ${target.slice(ROOT.length + 1).padEnd(24)} ${toMegabytes(bytes)}`);
  }
});
