import { rolldown } from "rolldown";
import { ROOT } from "../setup/paths.mjs";
import { toAscii } from "./to-ascii.mjs";
import { writeIfChanged } from "./write-if-changed.mjs";

/**
 * Puts the modules that each entry loads into one file, which loads in a third of the time that hundreds take. Packages stay
 * outside, but for those named; names of functions and classes stay as they are written.
 *
 * @param {string} folder where the files go, in the clone; each entry is `<name>.js` there
 * @param {Record<string, string>} entries compiled modules by name
 * @param {readonly string[]} [inside] packages that are put into the file
 */
async function bundleModules(folder, entries, inside = []) {
  const isOutside = (id) => !/^[./]/.test(id) && !inside.includes(id);
  const input = Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, `${ROOT}/dist/${file}`]));
  const bundle = await rolldown({ input, platform: "node", cwd: ROOT, logLevel: "silent", external: isOutside });
  const { output } = await bundle.generate({ format: "esm", keepNames: true, chunkFileNames: "[name].js" });
  for (const { fileName, code } of output) writeIfChanged(`${ROOT}/${folder}/${fileName}`, toAscii(code));
  await bundle.close();
}

/** The library that notebooks import. zod and yaml are half of what it loads, in 140 files. */
export const bundleLibrary = () => bundleModules("dist/bundle", { library: "index.js" }, ["zod", "yaml"]);

/**
 * The cell runner, with what it starts beside it: its interrupt thread and the hooks of local TypeScript. As deep in `dist/` as
 * the modules are, which look for files from where they stand.
 */
export const bundleRunner = () =>
  bundleModules("dist/kernel/runner/child/bundle", {
    main: "kernel/runner/child/main.js",
    "interrupt-thread": "kernel/runner/child/interrupt/interrupt-thread.js",
    "typescript-hooks": "kernel/runner/child/modules/typescript-hooks.js",
  });

/** The kernel process. In one CommonJS file, which Node loads faster than an ES module; its packages stay outside. */
export async function bundleKernel() {
  const bundle = await rolldown({
    input: `${ROOT}/dist/kernel/start-kernel.js`,
    platform: "node",
    cwd: ROOT,
    logLevel: "silent",
    external: (id) => !/^[./]/.test(id),
    transform: { define: { "import.meta.url": "bundleUrl" } },
  });
  const banner = 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;';
  const { output } = await bundle.generate({ format: "cjs", keepNames: true, codeSplitting: false, banner });
  writeIfChanged(`${ROOT}/dist/kernel/bundle/kernel.cjs`, toAscii(output[0].code));
  await bundle.close();
}
