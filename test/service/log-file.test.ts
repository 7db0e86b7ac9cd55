import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";

const LOG_FILE = pathToFileURL(join(import.meta.dirname, "../../dist/service/log-file.js")).href;
const folder = temporaryFolder();

it("ends quietly where the log could not be opened", async () => {
  await mkdir(join(folder, "service.log"));
  await writeFile(
    join(folder, "end.mjs"),
    `import { openLogFile } from ${JSON.stringify(LOG_FILE)};
     openLogFile(${JSON.stringify(join(folder, "service.log"))}, "info").info("started");
     setTimeout(() => process.exit(0), 50);`,
  );
  const { status, stderr } = spawnSync(process.execPath, [join(folder, "end.mjs")], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
