import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeLabextension } from "../../src/jupyterlab-extension/index.js";
import { KERNEL_NAME, languageInfo, writeKernelSpec } from "../../src/kernel/index.js";
import { findChromium } from "./chromium.js";
import { hasJupyterLab, startJupyterLab, type JupyterLab } from "./jupyterlab.js";

const PROJECT = resolve(import.meta.dirname, "../..");

/** Whether there is a JupyterLab and a browser to look at it. */
export const canBrowse = hasJupyterLab && findChromium() !== undefined;

/** Folder for pictures of what a test saw. */
export const PICTURES = process.env.TUNELAB_SCREENSHOTS ?? join(PROJECT, ".tunelab/screenshots");

function notebookOf(cells: readonly string[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: KERNEL_NAME, display_name: "TypeScript (tunelab)", language: "typescript" },
      language_info: languageInfo("6.0.3"),
    },
    cells: cells.map((source, at) => ({
      cell_type: "code",
      id: `cell-${at}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  });
}

/**
 * Starts a JupyterLab that has the built kernel and the extension, and shows one notebook.
 *
 * @example
 * const lab = await startKernelLab("loans.ipynb", ["const loan = 12_000;", "loan / 12"]);
 */
export async function startKernelLab(
  notebook: string,
  cells: readonly string[],
  { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<JupyterLab> {
  const share = await mkdtemp(join(tmpdir(), "tunelab-share-"));
  await writeKernelSpec(join(share, "kernels", KERNEL_NAME), { mainPath: join(PROJECT, "dist/kernel/main.js") });
  await writeLabextension(join(share, "labextensions"));
  const lab = await startJupyterLab({ jupyterPath: [share], env });
  await writeFile(join(lab.root, notebook), notebookOf(cells));
  return {
    ...lab,
    async stop() {
      await lab.stop();
      await rm(share, { recursive: true, force: true });
    },
  };
}
