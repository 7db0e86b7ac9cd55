import { readFileSync } from "node:fs";
import { isSecretName, TunelabError } from "../../../core/index.js";

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
  const variables = parseEnvFile(text);
  Object.assign(env, variables);
  const names = Object.keys(variables);
  return names.length === 0
    ? `${file} lists no variables.`
    : `Set ${names.length} ${names.length === 1 ? "variable" : "variables"} from ${file}: ${names.join(", ")}`;
}

/**
 * Parses the text of a .env file: `NAME=value`, `export NAME=value`, quotes, comments, blank lines.
 *
 * @example
 * parseEnvFile('A=1 # one\nB="two words"'); // { A: "1", B: "two words" }
 */
export function parseEnvFile(text: string): Record<string, string> {
  const pattern = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=[ \t]*("(?:\\[^]|[^"\\])*"|'[^']*'|[^\n\r]*)/gm;
  const variables: Record<string, string> = {};
  for (const [, name = "", raw = ""] of text.replace(/^\uFEFF/, "").matchAll(pattern)) variables[name] = envValue(raw);
  return variables;
}

function envValue(raw: string): string {
  if (raw.startsWith('"'))
    return raw
      .slice(1, -1)
      .replace(/\\n/g, "\n")
      .replace(/\\(["\\])/g, "$1");
  if (raw.startsWith("'")) return raw.slice(1, -1);
  return raw.replace(/(^|\s)#.*$/, "").trim();
}
