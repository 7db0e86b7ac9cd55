import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TunelabError } from "../../core/index.js";
import { KERNEL_NAME, writeKernelSpec } from "../../kernel/index.js";
import { LABEXTENSION_NAME, writeLabextension } from "../../jupyterlab-extension/index.js";

/** What stood in the folder before. */
export interface EarlierKernel {
  /** The `main.js` that it starts; undefined where its kernel.json cannot be read. */
  readonly mainPath: string | undefined;
  /** Whether that file is still there. */
  readonly works: boolean;
}

const kernelFolder = (folder: string): string => join(folder, "kernels", KERNEL_NAME);
const extensionFolder = (folder: string): string => join(folder, "labextensions", LABEXTENSION_NAME);

/** The kernel that is installed in a folder of Jupyter's; undefined where there is none. */
export function findKernel(folder: string): EarlierKernel | undefined {
  const spec = kernelFolder(folder);
  if (!existsSync(spec)) return undefined;
  try {
    const { argv } = JSON.parse(readFileSync(join(spec, "kernel.json"), "utf8")) as { argv: readonly string[] };
    const mainPath = argv.find((word) => word.endsWith("main.js"));
    return { mainPath, works: mainPath !== undefined && existsSync(mainPath) };
  } catch {
    return { mainPath: undefined, works: false };
  }
}

/**
 * Writes kernel and JupyterLab extension into a folder of Jupyter's, in place of what stood there.
 *
 * Throws `kernelspec_not_written` when the folder cannot be written to.
 */
export async function writeKernel(folder: string, mainPath: string): Promise<void> {
  try {
    await writeKernelSpec(kernelFolder(folder), { mainPath });
    await writeLabextension(join(folder, "labextensions"));
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

/**
 * Removes kernel and extension from a folder of Jupyter's; tells whether there was anything.
 *
 * Throws `kernelspec_not_written` when they cannot be removed.
 */
export function removeKernel(folder: string): boolean {
  const present = [kernelFolder(folder), extensionFolder(folder)].filter((path) => existsSync(path));
  try {
    for (const path of present) rmSync(path, { recursive: true });
  } catch (cause) {
    throw notWritable(folder, cause);
  }
  return present.length > 0;
}

const notWritable = (folder: string, cause: unknown): TunelabError =>
  new TunelabError(`${folder} cannot be written to.`, {
    code: "kernelspec_not_written",
    hint: "Install for yourself with --user, into an environment of yours with --prefix, or check the folder's owner and the disk's room.",
    cause,
  });
