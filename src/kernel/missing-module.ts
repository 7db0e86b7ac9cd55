import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findSimilar } from "../core/essentials/index.js";
import { say } from "../texts/kernel/index.js";

/** What is said of an import that leads nowhere. */
export interface MissingModule {
  /** In place of TypeScript's own words, where these do not fit a notebook. */
  readonly message?: string;
  readonly hint: string;
}

const PACKAGE = /^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*/i;
const ENDING = /\.[cm]?[jt]sx?$|\.json$/;
/** Endings that an import may leave out. */
const SOURCE = /\.[jt]sx?$/;

/**
 * Explains an import that was not found: what to install, which file was meant, or what a notebook cannot import.
 *
 * @example
 * explainMissingModule("lodash/fp", "/notebooks", "/tunelab").hint;
 * // "Install it beside the notebook: %npm install lodash"
 */
export function explainMissingModule(specifier: string, directory: string, projectRoot: string): MissingModule {
  if (/^\.{1,2}(\/|$)|^file:/.test(specifier) || isAbsolute(specifier)) return explainMissingFile(specifier, directory);
  if (/^https?:/.test(specifier)) {
    return { hint: say("imports.address") };
  }
  if (specifier.startsWith("node:")) {
    const nearest = nearestOf(specifier, nodeModules());
    const meant = nearest === undefined ? [] : [say("imports.meant", { name: JSON.stringify(nearest) })];
    return { hint: [say("imports.noNodeModule"), ...meant].join(" ") };
  }
  const trimmed = specifier.trim();
  if (trimmed !== specifier && (PACKAGE.test(trimmed) || trimmed.startsWith("."))) {
    return { hint: say("imports.space", { name: JSON.stringify(trimmed) }) };
  }
  if (/^[@~#]\/|^#/.test(specifier)) {
    return { hint: say("imports.shortForm") };
  }
  const named = specifier.replace(/^(npm|jsr):\/?/, "");
  const name = PACKAGE.exec(named)?.[0];
  if (name === undefined) return { hint: say("imports.noPackageName") };
  if (named !== specifier) return { hint: say("imports.installAs", { name }) };
  const folder = findInstalled(name, directory) ?? findInstalled(name, projectRoot);
  if (folder !== undefined)
    return { hint: say("imports.nothingThere", { name, specifier: JSON.stringify(specifier) }) };
  const nearest = nearestOf(name, [...installedNames(directory), ...dependencies(projectRoot), ...nodeModules()]);
  return {
    hint: nearest === undefined ? say("imports.install", { name }) : say("imports.meantOrInstall", { nearest, name }),
  };
}

function explainMissingFile(specifier: string, directory: string): MissingModule {
  const message = say("imports.noFile", { file: specifier, folder: directory });
  const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(directory, specifier);
  const folder = dirname(path);
  if (!existsSync(folder)) return { message, hint: say("imports.noFolder", { folder }) };
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return explainFolder(specifier, path);
  const stem = specifier.slice(0, specifier.lastIndexOf("/") + 1);
  const wanted = specifier.slice(stem.length);
  const names = readdirSync(folder);
  // A file of that name whose ending must be written, such as `.cts`.
  const sameStem = names.find((name) => name.replace(ENDING, "") === wanted);
  const nearest =
    sameStem ??
    nearestOf(
      wanted,
      names.flatMap((name) => [name.replace(ENDING, ""), name]),
    );
  return {
    message,
    hint: nearest === undefined ? say("imports.files") : say("imports.meant", { name: `"${stem}${nearest}"` }),
  };
}

/** A folder is imported by its `index` file; where it has none, one of its files was meant. */
function explainFolder(specifier: string, folder: string): MissingModule {
  const [file] = readdirSync(folder)
    .filter((name) => ENDING.test(name) && !/\.d\.[cm]?ts$/.test(name))
    .sort();
  const hint =
    file === undefined
      ? say("imports.emptyFolder")
      : say("imports.fileInFolder", {
          name: JSON.stringify(`${specifier.replace(/\/*$/, "/")}${file.replace(SOURCE, "")}`),
        });
  return { message: say("imports.isFolder", { folder: specifier }), hint };
}

const nearestOf = (name: string, known: readonly string[]): string | undefined =>
  findSimilar(
    name,
    known.filter((other) => other !== name),
  );

const nodeModules = (): string[] => builtinModules.flatMap((name) => [name, `node:${name}`]);

function findInstalled(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", name);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

function installedNames(directory: string): string[] {
  const folder = join(directory, "node_modules");
  return existsSync(folder) ? readdirSync(folder).filter((name) => !/^[.@]/.test(name)) : [];
}

function dependencies(projectRoot: string): string[] {
  try {
    const manifest = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { dependencies?: object };
    return ["tunelab", ...Object.keys(manifest.dependencies ?? {})];
  } catch {
    return [];
  }
}
