import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KERNEL_NAME, writeKernelSpec } from "../../kernel/index.js";
import { writeLabextension } from "../../jupyterlab-extension/index.js";
import { jupyterPaths } from "./jupyter-paths.js";

const HELP = `tunelab jupyter-files [--user]

Writes the kernel, the display extension and JupyterLab's settings into the clone. \`npm run setup\` calls it.

  --user   also installs the kernel for this user`;

/** JupyterLab's settings in the clone: no news pop-up, no update check, theme as the system has it. */
const SETTINGS = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/apputils-extension:themes": { "adaptive-theme": true },
};

/** Writes what JupyterLab needs from this clone: kernelspec, labextension, settings. */
export async function jupyterFiles(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { user: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const paths = jupyterPaths();
  await rm(paths.share, { recursive: true, force: true });
  const mainPath = join(paths.root, "dist", "kernel", "main.js");
  await writeKernelSpec(join(paths.share, "kernels", KERNEL_NAME), { mainPath });
  await writeLabextension(join(paths.share, "labextensions"));
  await mkdir(join(paths.config, "labconfig"), { recursive: true });
  await writeFile(
    join(paths.config, "labconfig", "default_setting_overrides.json"),
    `${JSON.stringify(SETTINGS, null, 2)}\n`,
  );
  if (values.user) {
    const data = execFileSync(paths.python, ["-m", "jupyter", "--data-dir"], { encoding: "utf8" }).trim();
    const folder = join(data, "kernels", KERNEL_NAME);
    await writeKernelSpec(folder, { mainPath });
    console.log(`The kernel is installed for this user in ${folder}`);
  }
  return 0;
}
