import Module from "node:module";
import { join } from "node:path";
import { createCellRequire } from "./module-loader.js";

/** The file that a cell's code is said to be in: there is none, but its folder is the notebook's. */
const FILE = "cell.js";

/**
 * Gives cells what a CommonJS module finds around it, since `@types/node` declares it: `require`, `module`, `exports`,
 * `__filename` and `__dirname`. `require.main === module` holds, as in a program that was started and not imported.
 */
export function installModuleGlobals(directory: string): void {
  const filename = join(directory, FILE);
  const require = createCellRequire(directory);
  const module = new Module(filename) as NodeJS.Module;
  module.filename = filename;
  module.paths = require.resolve.paths("x") ?? [];
  module.require = require;
  module.loaded = true;
  require.main = module;
  const globals = { require, module, exports: module.exports as unknown, __filename: filename, __dirname: directory };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
  }
}
