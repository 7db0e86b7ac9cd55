import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { HOME, ROOT } from "./setup/paths.mjs";
import { measureBytes, toMegabytes } from "./setup/report-step.mjs";
import { runScript } from "./setup/set-up.mjs";
import { acquireSetupLock } from "./setup/setup-lock.mjs";

const HELP = `npm run clean [-- --keep-data]

Removes all that set-up made in this clone: node_modules, dist and .tunelab (Python environment, model, logs,
and the service's data with its files, jobs and deployments). Notebooks and sources stay.

  --keep-data   keeps .tunelab/data and .tunelab/volumes
  --help        this text`;

await runScript(async () => {
  const { values } = parseArgs({
    options: { "keep-data": { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(HELP);
  const release = acquireSetupLock();
  release();
  const inHome = ["python", "test-python", "models", "jupyter", "logs", "downloads", "mlruns"];
  const targets = values["keep-data"] ? inHome.map((name) => join(HOME, name)) : [HOME];
  for (const target of [...targets, join(ROOT, "dist"), join(ROOT, "node_modules")]) {
    const bytes = await measureBytes(target);
    if (bytes === 0) continue;
    rmSync(target, { recursive: true, force: true });
    console.log(`  - ${target.slice(ROOT.length + 1).padEnd(24)} ${toMegabytes(bytes)}`);
  }
});
