import { readFileSync } from "node:fs";
import { isSecretName } from "../../../core/redact/index.js";
import { parseDotenv } from "../../../core/dotenv/index.js";
import { TunelabError } from "../../../core/essentials/index.js";
import { say } from "../../../texts/kernel/index.js";

/** The value as it may be shown: of a variable that is named like a secret, only that it is set. */
export const shownValue = (name: string, value: string): string =>
  isSecretName(name) && value !== "" ? `•••• ${say("magics.hidden")}` : value;

/**
 * Carries out `%env`: lists all, shows one, or sets one.
 *
 * @example
 * runEnv("LOG_LEVEL=debug"); // "LOG_LEVEL=debug"
 */
export function runEnv(args: string, env: NodeJS.ProcessEnv = process.env): string {
  const text = args.trim();
  if (text === "") {
    const names = Object.keys(env).sort();
    return names.map((name) => `${name}=${shownValue(name, env[name] ?? "")}`).join("\n");
  }
  const assignment = /^([A-Za-z_]\w*)(?:\s*=\s*|\s+)([^]*)$/.exec(text);
  if (assignment !== null) {
    const [, name = "", value = ""] = assignment;
    env[name] = value.replace(/^(["'])([^]*)\1$/, "$2");
    return `${name}=${shownValue(name, env[name])}`;
  }
  const value = env[text];
  return value === undefined ? say("magics.notSet", { name: text }) : `${text}=${shownValue(text, value)}`;
}

/**
 * The text of `%reveal`: a variable with its value, also where its name says secret.
 *
 * Throws `variable_not_set` for one that does not exist.
 *
 * @example
 * revealVariable("MY_KEY", { MY_KEY: "abc" }); // "MY_KEY=abc\n"
 */
export function revealVariable(args: string, env: NodeJS.ProcessEnv = process.env): string {
  const name = args.trim();
  const value = env[name];
  if (value !== undefined) return `${name}=${value}\n`;
  throw new TunelabError(name === "" ? say("magics.revealWhat") : say("magics.notSet", { name }), {
    code: "variable_not_set",
    hint: say("magics.revealHint"),
  });
}

/** Carries out `%load_env`: sets what a .env file lists, and says which names, never which values. */
export function runLoadEnv(args: string, env: NodeJS.ProcessEnv = process.env): string {
  const file = args.trim().replace(/^(["'])(.*)\1$/, "$2") || ".env";
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new TunelabError(say("magics.fileNotRead", { file: JSON.stringify(file), folder: process.cwd() }), {
      code: "env_file_not_found",
      hint: say("magics.fileNotReadHint"),
      cause,
    });
  }
  const variables = parseDotenv(text);
  Object.assign(env, variables);
  const names = Object.keys(variables);
  return names.length === 0
    ? say("magics.noVariables", { file })
    : say("magics.loaded", { n: names.length, file, names: names.join(", ") });
}
