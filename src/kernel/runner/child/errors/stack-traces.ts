import { findSourceMap } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findCellPosition, isCellFile } from "../cell-sources.js";
import { nameAsTyped } from "./typed-names.js";
import { VERSION_QUERY } from "../version-query.js";

/** The build of tunelab: its kernel and its library. */
const OWN_CODE = new URL("../../../../", import.meta.url).href;
const OwnError = Error;
const errorToString = OwnError.prototype.toString;
const { getOwnPropertyDescriptor } = Object;
const { defineProperty } = Reflect;
/** Without a prototype: a cell's `Object.prototype.get` would be part of it. */
const OURS = {
  __proto__: null,
  value: prepareStackTrace,
  configurable: true,
  writable: true,
  enumerable: true,
} as PropertyDescriptor;

/**
 * Makes `error.stack` speak of cells as they were typed: compiled names and positions are mapped back, frames of tunelab
 * and of Node's insides are left out.
 *
 * Set as `Error.prepareStackTrace`, so that it also holds for stacks that a cell reads or prints itself.
 */
export function installStackTraces(): void {
  place(OURS);
}

/**
 * Puts it back where a cell has deleted it, set it to nothing as packages do that expect none, or put a getter there that
 * throws. V8 writes a stack when it is first read, so that this also mends the error that is about to be shown.
 */
export function restoreStackTraces(): void {
  try {
    if (typeof OwnError.prepareStackTrace === "function") return;
  } catch {
    // A getter of a cell.
  }
  installStackTraces();
}

/** Runs a function while stacks are written by the runner, whatever a cell has set: that may throw. */
export function withOwnStackTraces<T>(run: () => T): T {
  const theirs = getOwnPropertyDescriptor(OwnError, "prepareStackTrace");
  installStackTraces();
  try {
    return run();
  } finally {
    place(theirs ?? OURS);
  }
}

/** Where a cell has made it unchangeable, stacks stay what the cell makes of them. */
const place = (descriptor: PropertyDescriptor): boolean => defineProperty(OwnError, "prepareStackTrace", descriptor);

function prepareStackTrace(error: Error, sites: NodeJS.CallSite[]): string {
  const frames = sites.filter((site) => !isOurs(site)).map(formatSite);
  const shown = frames.filter((frame) => frame !== undefined).map((frame) => `\n    at ${frame}`);
  return describeError(error) + shown.join("");
}

function describeError(error: Error): string {
  try {
    return nameAsTyped(errorToString.call(error));
  } catch {
    return "Error";
  }
}

function isOurs(site: NodeJS.CallSite): boolean {
  const file = site.getFileName() ?? "";
  return file.startsWith(OWN_CODE) || /^node:(vm$|async_hooks|internal)/.test(file);
}

/** A frame as it is shown; undefined for one of a helper that the compiler put into a cell. */
function formatSite(site: NodeJS.CallSite): string | undefined {
  const place = findTypedPlace(site);
  if (place === undefined) return isCellFile(site.getFileName() ?? "") ? undefined : String(site);
  const name = functionName(site);
  const prefix = (site as { isAsync?(): boolean }).isAsync?.() ? "async " : "";
  return name === undefined ? prefix + place : `${prefix}${name} (${place})`;
}

function findTypedPlace(site: NodeJS.CallSite): string | undefined {
  const file = site.getFileName();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (typeof file !== "string" || line === null || column === null) return undefined;
  if (isCellFile(file)) {
    const position = findCellPosition(file, line, column);
    return position && `${position.label}:${position.line}:${position.column}`;
  }
  const query = file.indexOf(VERSION_QUERY);
  if (query < 0) return undefined;
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  const path = fileURLToPath(pathLike(file.slice(0, query)));
  if (entry === undefined || !("originalLine" in entry)) return `${path}:${line}:${column}`;
  return `${path}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

const pathLike = (file: string): string => (file.startsWith("file:") ? file : pathToFileURL(file).href);

function functionName(site: NodeJS.CallSite): string | undefined {
  const name = site.getFunctionName();
  if (name === null || name === "") return undefined;
  if (site.isConstructor()) return `new ${name}`;
  const type = site.isToplevel() ? null : site.getTypeName();
  return type === null || type === "Object" || name.includes(".") ? name : `${type}.${name}`;
}
