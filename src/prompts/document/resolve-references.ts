import { readFileSync, realpathSync } from "node:fs";
import { dirname, extname, isAbsolute, relative, resolve } from "node:path";
import { parse } from "yaml";
import { say } from "../../texts/index.js";
import type { FrontMatter } from "./front-matter.js";
import { type PromptSource, sourceError } from "./source-error.js";

/** Where `${env:…}` and `${file:…}` are looked up. */
export interface ReferenceContext {
  readonly source: PromptSource;
  readonly matter: FrontMatter;
  /** Folder of the prompt file; files outside it cannot be read. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const REFERENCE = /\$\{(env|file):([^}]*)\}/gi;

/**
 * Replaces `${env:NAME}`, `${env:NAME:default}` and `${file:path}`, in capitals too, in a setting, however deep they stand.
 *
 * A value that is nothing but a file reference becomes the file's data (.json, .yaml) or text. Throws
 * `prompty_variable_unset`, `prompty_file_outside` or `prompty_file_unreadable`, with file and line.
 *
 * @example
 * resolveReferences("${env:HOME}", ["model"], context); // "/home/learner"
 */
export function resolveReferences(value: unknown, path: readonly string[], context: ReferenceContext): unknown {
  if (Array.isArray(value)) return value.map((item, i) => resolveReferences(item, [...path, String(i)], context));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolveReferences(item, [...path, key], context)]),
    );
  }
  if (typeof value !== "string" || !value.includes("${")) return value;
  const whole = /^\$\{file:([^}]*)\}$/i.exec(value.trim());
  if (whole !== null) return readReferencedFile(whole[1]!, path, context);
  return value.replace(REFERENCE, (_, kind: string, argument: string) => {
    if (kind.toLowerCase() === "env") return readVariable(argument, path, context);
    const content = readReferencedFile(argument, path, context);
    return typeof content === "string" ? content : JSON.stringify(content);
  });
}

function readVariable(argument: string, path: readonly string[], context: ReferenceContext): string {
  const [name = "", ...rest] = argument.split(":");
  const value = context.environment[name.trim()];
  if (value !== undefined && value !== "") return value;
  if (rest.length > 0) return rest.join(":");
  throw sourceError(context.source, context.matter.lineOf(path), say("prompts.unset", { name: name.trim() }), {
    code: "prompty_variable_unset",
    hint: say("prompts.unsetHint", { code: `\${env:${name.trim()}:default}` }),
  });
}

function readReferencedFile(argument: string, path: readonly string[], context: ReferenceContext): unknown {
  const wanted = argument.trim();
  const line = context.matter.lineOf(path);
  const file = readConfined(context.folder, wanted, (message, code, cause) =>
    sourceError(context.source, line, message, {
      code,
      hint: say("prompts.putFile"),
      cause,
    }),
  ).toString("utf8");
  const kind = extname(wanted).toLowerCase();
  if (![".json", ".yaml", ".yml"].includes(kind)) return file;
  try {
    return kind === ".json" ? (JSON.parse(file) as unknown) : (parse(file) as unknown);
  } catch (cause) {
    throw sourceError(
      context.source,
      line,
      say("prompts.notValid", { path: wanted, format: kind.slice(1).toUpperCase() }),
      {
        code: "prompty_file_unreadable",
        hint: say("prompts.notValidHint", { path: wanted, reason: (cause as Error).message }),
        cause,
      },
    );
  }
}

/**
 * Reads a file that must lie in a folder or below it, also after following links.
 *
 * @param fail makes the error from a message, a code (`prompty_file_outside` or `prompty_file_unreadable`) and a cause
 */
export function readConfined(
  folder: string,
  path: string,
  fail: (message: string, code: string, cause?: unknown) => Error,
): Buffer {
  let root: string;
  let real: string;
  try {
    root = realpathSync(folder);
    real = realpathSync(resolve(root, path));
  } catch (cause) {
    throw fail(say("prompts.fileMissing", { path }), "prompty_file_unreadable", cause);
  }
  const inside = relative(root, real);
  if (inside.startsWith("..") || isAbsolute(inside) || dirname(inside) === "..") {
    throw fail(say("prompts.fileOutside", { path }), "prompty_file_outside");
  }
  try {
    return readFileSync(real);
  } catch (cause) {
    throw fail(say("prompts.fileUnread", { path, reason: (cause as Error).message }), "prompty_file_unreadable", cause);
  }
}
