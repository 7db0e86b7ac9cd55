import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PAGE_DICTIONARIES } from "../texts/page/index.js";

/** The extension's name, also of its folder. */
export const LABEXTENSION_NAME = "tunelab-display";

const ENTRY = "static/remoteEntry.js";

/** Folder of the scripts: beside this file in `src/`, which the build leaves where they are. */
function findScripts(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, "src", "jupyterlab-extension", "static");
    if (existsSync(join(candidate, "remoteEntry.js"))) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`No folder above ${import.meta.url} holds src/jupyterlab-extension/static.`);
    folder = parent;
  }
}

function packageJson(version: string): object {
  return {
    name: LABEXTENSION_NAME,
    version,
    description: "Figures and tables of tunelab, interactive without a network, and help while cells are typed",
    license: "MIT",
    jupyterlab: {
      extension: true,
      mimeExtension: true,
      outputDir: "static",
      schemaDir: "schemas",
      _build: { load: ENTRY, extension: "./extension", mimeExtension: "./mimeExtension" },
    },
  };
}

/**
 * Writes the prebuilt JupyterLab extension into `<folder>/tunelab-display`, replacing what is there.
 *
 * JupyterLab finds it where `folder` is called `labextensions` and stands in a directory of `JUPYTER_PATH`. Plotly is
 * copied from the build (5 MB), because JupyterLab serves files of that folder only.
 *
 * @example
 * await writeLabextension(".tunelab/jupyter/share/jupyter/labextensions");
 */
export async function writeLabextension(folder: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const scripts = findScripts();
  const target = join(folder, LABEXTENSION_NAME);
  await rm(target, { recursive: true, force: true });
  await mkdir(join(target, "static"), { recursive: true });
  for (const name of await readdir(scripts)) {
    if (name.endsWith(".js")) await copyFile(join(scripts, name), join(target, "static", name));
  }
  const words = `export const WORDS = ${JSON.stringify(PAGE_DICTIONARIES, undefined, 2)};\n`;
  await writeFile(join(target, "static", "words.js"), words);
  // Where the server looks for the settings of `tunelab-display:editor`.
  const schemas = join(target, "schemas", LABEXTENSION_NAME);
  await mkdir(schemas, { recursive: true });
  await copyFile(join(scripts, "..", "schemas", "editor.json"), join(schemas, "editor.json"));
  const root = join(scripts, "..", "..", "..");
  await copyFile(join(root, "dist", "vendor", "plotly.min.js"), join(target, "static", "plotly.min.js"));
  const plotly = dirname(require.resolve("plotly.js-dist/package.json"));
  await copyFile(join(plotly, "LICENSE"), join(target, "static", "plotly.LICENSE.txt"));
  const own = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  await writeFile(join(target, "package.json"), `${JSON.stringify(packageJson(own.version), undefined, 2)}\n`);
}
