import { join } from "node:path";
import { parseArgs } from "node:util";
import { findProjectRoot, TunelabError } from "../core/index.js";
import { makeSnapshot } from "../kernel/index.js";
import { findKernel, removeKernel, writeKernel } from "./install/installed-kernel.js";
import { hasJupyter, jupyterFolder, searchedFolders, type InstallPlace } from "./install/jupyter-folder.js";

const FLAGS = `
  --user           for this user, whichever Jupyter they open (default)
  --sys-prefix     for the Python environment of the \`jupyter\` that this shell finds
  --prefix <path>  for the Python environment, or the system, in this folder
  --help           this text`;

const INSTALL_HELP = `tunelab install [--user | --sys-prefix | --prefix <path>]

Makes the TypeScript kernel, and the display extension of JupyterLab, known to Jupyter. Nothing is downloaded.
${FLAGS}`;

const UNINSTALL_HELP = `tunelab uninstall [--user | --sys-prefix | --prefix <path>]

Takes back what \`tunelab install\` did with the same flag. The package itself stays: npm uninstall -g tunelab.
${FLAGS}`;

/** Installs kernel and extension where a Jupyter looks for them. */
export async function install(argv: readonly string[]): Promise<number> {
  const place = readPlace(argv, INSTALL_HELP);
  if (place === undefined) return 0;
  const folder = jupyterFolder(place);
  const mainPath = join(findProjectRoot(), "dist", "kernel", "main.js");
  const before = findKernel(folder);
  await writeKernel(folder, mainPath);
  console.log(`The TypeScript kernel is installed in ${join(folder, "kernels", "tunelab")}`);
  if (before?.mainPath === mainPath) console.log("It was there already, and was written anew.");
  else if (before?.works) console.log(`It takes the place of ${before.mainPath}`);
  else if (before?.mainPath !== undefined) {
    console.log(`It takes the place of ${before.mainPath}, which is no longer there.`);
  }
  if (!hasJupyter()) {
    console.log("No `jupyter` was found in this shell. The kernel appears in any Jupyter that looks into that folder.");
  }
  if ((await makeSnapshot()) === "failed") {
    console.log("Kernels start a second slower, as the compiler's snapshot could not be written beside the package.");
  }
  return 0;
}

/** Removes kernel and extension again. */
export async function uninstall(argv: readonly string[]): Promise<number> {
  const place = readPlace(argv, UNINSTALL_HELP);
  if (place === undefined) return 0;
  const folder = jupyterFolder(place);
  if (removeKernel(folder)) {
    console.log(`The TypeScript kernel was removed from ${join(folder, "kernels")}`);
    return 0;
  }
  const elsewhere = searchedFolders().filter((other) => findKernel(other) !== undefined);
  throw new TunelabError(`No TypeScript kernel of tunelab is installed in ${folder}.`, {
    code: "kernel_not_installed",
    hint:
      elsewhere.length > 0
        ? `There is one in ${elsewhere.join(" and ")}: give the flag that it was installed with.`
        : "Give the flag that it was installed with; `jupyter kernelspec list` tells where kernels are.",
  });
}

/** The place that flags name; undefined where the help was asked for, and shown. */
function readPlace(argv: readonly string[], help: string): InstallPlace | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      user: { type: "boolean" },
      "sys-prefix": { type: "boolean" },
      prefix: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (!values.help) return { user: values.user, sysPrefix: values["sys-prefix"], prefix: values.prefix };
  console.log(help);
  return undefined;
}
