import { TunelabError } from "../../core/essentials/index.js";
import type { CellCompiler } from "./cell-compiler.js";
import { createTslabCompiler } from "./tslab-compiler.js";
import { createTypeScriptCompiler } from "./typescript-compiler.js";

/**
 * Makes the compiler that the environment names: TypeScript's own, or tslab's with `TUNELAB_COMPILER=tslab`.
 *
 * Throws `invalid_setting` for any other name.
 *
 * @example
 * selectCompiler({ TUNELAB_COMPILER: "tslab" }).identity.name; // "tslab"
 */
export function selectCompiler(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): CellCompiler & { warmUp(): void } {
  const name = environment["TUNELAB_COMPILER"] ?? "";
  if (name === "" || name === "typescript") return createTypeScriptCompiler();
  if (name === "tslab") return createTslabCompiler();
  throw new TunelabError(`TUNELAB_COMPILER is "${name}", which names no compiler.`, {
    code: "invalid_setting",
    hint: 'Set it to "typescript" or "tslab", or remove it to use TypeScript.',
  });
}
