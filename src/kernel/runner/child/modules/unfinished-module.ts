import type ts from "typescript";
import { TunelabError } from "../../../../core/essentials/index.js";
import { say } from "../../../../texts/kernel/index.js";
import { isPlaced } from "./local-place.js";
import { TYPESCRIPT_FILE } from "./local-files.js";
import { findReachableMistake } from "./local-syntax.js";

/**
 * What Node says when `require` finds an ES module whose import has failed or still goes on: that it has a bug itself, or what
 * its own code stumbles over.
 */
const UNFINISHED =
  /^Cannot require\(\) ES Module .* not yet fully loaded|^Cannot read properties of undefined \(reading 'getStatus'\)/;

/**
 * Says of such an error what is the matter with the file, or that it cannot be required; gives any other error back.
 *
 * @example
 * throw explainUnfinished(error, "/notebooks/helper.mjs", loadTypeScript);
 */
export function explainUnfinished(error: unknown, file: string, load: () => typeof ts): unknown {
  if (!(error instanceof Error) || !UNFINISHED.test(error.message)) return error;
  const mistake = findReachableMistake(file, load);
  if (mistake !== undefined) return mistake;
  return new TunelabError(say("cells.requireUnfinished", { file }), {
    code: "module_unfinished",
    hint: say("cells.requireUnfinishedHint"),
  });
}

/**
 * Adds to the error of a local JavaScript file without a mistake that Node has kept it of the file as it was before: it loads
 * such a file once.
 *
 * @example
 * throw explainKeptMistake(error, "/notebooks/helper.mjs");
 */
export function explainKeptMistake(error: unknown, file: string): unknown {
  if (!(error instanceof SyntaxError) || isPlaced(error.message) || TYPESCRIPT_FILE.test(file)) return error;
  if (/\n\s+at (?!async |.*\bnode:)/.test(error.stack ?? "")) return error;
  return Object.defineProperty(error, "hint", { value: say("cells.loadedOnce"), configurable: true });
}
