import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MODULES, ROOT, readJson } from "./paths.mjs";

/** What JupyterLab's extension serves and what static figures are drawn with. */
export const SMALL_PLOTLY = join(ROOT, "dist", "vendor", "plotly.min.js");

/**
 * Makes the small file of `plotly.js-dist`, which is 10 MB as it is packed and 5 MB without names and spaces; does nothing
 * when that of the installed version is there.
 */
export async function writeSmallPlotly() {
  const folder = join(MODULES, "plotly.js-dist");
  const { version } = readJson(join(folder, "package.json"));
  const head = `/* plotly.js v${version}, Copyright Plotly, Inc., MIT licence */\n`;
  if (existsSync(SMALL_PLOTLY) && readFileSync(SMALL_PLOTLY, "utf8").startsWith(head)) return;
  const { minify } = await import("vite");
  const { code, errors } = await minify("plotly.js", readFileSync(join(folder, "plotly.js"), "utf8"));
  if (errors.length > 0) throw new Error(`plotly.js-dist cannot be made small: ${errors[0].message}`);
  mkdirSync(dirname(SMALL_PLOTLY), { recursive: true });
  const unfinished = `${SMALL_PLOTLY}.${process.pid}`;
  writeFileSync(unfinished, head + code);
  renameSync(unfinished, SMALL_PLOTLY);
}
