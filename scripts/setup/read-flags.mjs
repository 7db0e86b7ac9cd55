import { parseArgs } from "node:util";

/**
 * Reads the flags of a script before it does anything: `--help` prints the help and ends, an unknown flag is refused.
 *
 * @param {string} help what the script does, how it is called, and its flags
 * @param {import("node:util").ParseArgsConfig["options"]} [options] flags beside `--help`, as `parseArgs` takes them
 * @param {boolean} [allowPositionals] whether words that are no flags may follow
 * @returns the values of the flags
 */
export function readFlags(help, options = {}, allowPositionals = false) {
  try {
    const { values } = parseArgs({
      options: { ...options, help: { type: "boolean", short: "h" } },
      allowPositionals,
    });
    if (!values.help) return values;
    console.log(help);
    process.exit(0);
  } catch (error) {
    if (!error?.code?.startsWith("ERR_PARSE_ARGS_")) throw error;
    console.error(`${error.message}\n\n${help}`);
    process.exit(1);
  }
}
