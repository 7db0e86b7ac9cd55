import { readFileSync } from "node:fs";
import { isSecretName } from "../../../core/redact/index.js";
import { parseDotenv } from "../../../core/dotenv/index.js";
import { TunelabError } from "../../../core/essentials/index.js";

/** The value as it may be shown: of a variable that is named like a secret, only that it is set. */
export const shownValue = (name: string, value: string): string =>
  isSecretName(name) && value !== "" ? "•••• (set, hidden)" : value;

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
  return value === undefined ? `${text} is not set.` : `${text}=${shownValue(text, value)}`;
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
  throw new TunelabError(name === "" ? "%reveal needs the name of a variable." : `${name} is not set.`, {
    code: "variable_not_set",
    hint: "%env lists the variables, for example %reveal AZURE_OPENAI_API_KEY.",
  });
}

/** Carries out `%load_env`: sets what a .env file lists, and says which names, never which values. */
export function runLoadEnv(args: string, env: NodeJS.ProcessEnv = process.env): string {
  const file = args.trim().replace(/^(["'])(.*)\1$/, "$2") || ".env";
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new TunelabError(`The file ${JSON.stringify(file)} cannot be read in ${process.cwd()}.`, {
      code: "env_file_not_found",
      hint: "Give the path of a .env file, for example %load_env .env; %pwd shows the current folder.",
      cause,
    });
  }
  const variables = parseDotenv(text);
  Object.assign(env, variables);
  const names = Object.keys(variables);
  return names.length === 0
    ? `${file} lists no variables.`
    : `Set ${names.length} ${names.length === 1 ? "variable" : "variables"} from ${file}: ${names.join(", ")}`;
}
