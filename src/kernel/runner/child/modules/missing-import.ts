import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { TunelabError, findProjectRoot } from "../../../../core/essentials/index.js";
import { say } from "../../../../texts/kernel/index.js";
import { explainMissingModule } from "../../../missing-module.js";
import { placeAt, placedMessage, withoutFrames } from "./local-place.js";

/**
 * The error for an import of a cell that leads nowhere, with the way out.
 *
 * @example
 * throw missingModule("left-pad", "/notebooks");
 */
export function missingModule(specifier: string, directory: string): TunelabError {
  const { message, hint } = explainMissingModule(specifier, directory, findProjectRoot());
  const said = specifier.startsWith("node:")
    ? say("cells.noNodeModule", { name: JSON.stringify(specifier) })
    : (message ?? say("cells.noPackage", { name: JSON.stringify(specifier), folder: directory }));
  return new TunelabError(said, { code: "module_not_found", hint });
}

/**
 * Says of an error of Node about an import that leads nowhere which file has it, in which line, and what to do; gives any
 * other error back.
 *
 * @example
 * throw explainMissingImport(error, loadTypeScript);
 */
export function explainMissingImport(error: unknown, load: () => typeof ts): unknown {
  if (!(error instanceof Error) || error instanceof TunelabError) return error;
  const missing = readMissing(error);
  if (missing === undefined) return error;
  const { importer, target } = missing;
  const found = importer === undefined ? undefined : findImport(load(), importer, target);
  const specifier = found?.specifier ?? target;
  const explained = missingModule(specifier, importer === undefined ? process.cwd() : dirname(importer));
  const message = found === undefined ? explained.message : placedMessage(explained.message, found.place);
  return withoutFrames(new TunelabError(message, { code: explained.code, hint: explained.hint }));
}

/**
 * The same for `require`, whose error stays Node's own with its code, as code that looks for `MODULE_NOT_FOUND` expects it.
 *
 * @example
 * throw explainMissingRequire(error, "/notebooks", loadTypeScript);
 */
export function explainMissingRequire(error: unknown, directory: string, load: () => typeof ts): unknown {
  const missing = error instanceof Error && !(error instanceof TunelabError) ? readMissing(error) : undefined;
  if (missing === undefined) return error;
  const { importer = join(directory, CELL), target } = missing;
  const found = importer.endsWith(CELL) ? undefined : findImport(load(), importer, target);
  const folder = importer.endsWith(CELL) ? directory : dirname(importer);
  const [said = ""] = (error as Error).message.split("\n");
  (error as Error).message = found === undefined ? said : placedMessage(said, found.place);
  const { hint } = explainMissingModule(found?.specifier ?? target, folder, findProjectRoot());
  return Object.defineProperty(error as Error, "hint", { value: hint, configurable: true });
}

/** What Node takes for the file that a cell's `require` stands in. */
const CELL = "/cell.js";

interface Missing {
  /** File that imports; unknown of some errors. */
  readonly importer: string | undefined;
  /** Package or path as Node names it. */
  readonly target: string;
}

const TARGET =
  /^(?:Cannot find (?:package|module)|Directory import) '([^']+)'|^No such built-in module: (\S+)|^Package subpath '\.(\/[^']+)' is not defined by "exports" in (.+?)\/package\.json/;
const IMPORTER = /(?:imported|resolving ES modules imported) from ([^\n]+)/;
const REQUIRED_BY = /\nRequire stack:\n- ([^\n]+)/;

function readMissing({ message }: Error): Missing | undefined {
  const match = TARGET.exec(message);
  if (match === null) return undefined;
  const importer = (IMPORTER.exec(message) ?? REQUIRED_BY.exec(message))?.[1];
  const folder = match[4]?.split(/[/\\]node_modules[/\\]/).at(-1);
  return {
    importer: importer?.startsWith("file:") ? fileURLToPath(importer) : importer,
    target: match[1] ?? match[2] ?? `${folder}${match[3]}`,
  };
}

/** The import of a file that names what was not found. */
function findImport(
  typescript: typeof ts,
  fileName: string,
  target: string,
): { readonly specifier: string; readonly place: ReturnType<typeof placeAt> } | undefined {
  let text: string;
  try {
    text = readFileSync(fileName, "utf8");
  } catch {
    return undefined;
  }
  const leadsTo = (specifier: string): boolean =>
    specifier === target ||
    specifier.startsWith(`${target}/`) ||
    (specifier.startsWith(".") && resolve(dirname(fileName), specifier) === resolve(target));
  const found = typescript
    .preProcessFile(text, true, true)
    .importedFiles.find(({ fileName: specifier }) => leadsTo(specifier));
  return found && { specifier: found.fileName, place: placeAt(fileName, text, found.pos) };
}
