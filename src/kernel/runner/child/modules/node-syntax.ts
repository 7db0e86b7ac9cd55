import { spawn, spawnSync } from "node:child_process";
import { text as readText } from "node:stream/consumers";
import vm from "node:vm";
import type { LocalPlace } from "./local-place.js";

/** What V8 says of a text that it cannot compile; the place is that in the text. */
export interface NodeMistake extends Omit<LocalPlace, "fileName"> {
  readonly message: string;
}

/**
 * What Node finds wrong in the syntax of a text, without running it: V8 refuses more than TypeScript's parser does, and tells
 * the place only where the text is a program of its own. Undefined where nothing is wrong.
 *
 * @example
 * await findNodeMistake("const a = 1;\nconst a = 2;", "module");
 * // { message: "Identifier 'a' has already been declared", line: 2, column: 7, sourceLine: "const a = 2;" }
 */
export function findNodeMistake(text: string, format: "commonjs" | "module"): Promise<NodeMistake | undefined> {
  return format === "commonjs" ? Promise.resolve(findCommonJsMistake(text)) : findModuleMistake(text);
}

/** The same of a CommonJS module, at once. */
export function findCommonJsMistake(text: string): NodeMistake | undefined {
  try {
    vm.compileFunction(text.replace(/^#!.*/, ""), ["exports", "require", "module", "__filename", "__dirname"], {
      filename: STDIN,
    });
    return undefined;
  } catch (error) {
    return readMistake((error as Error).stack ?? "");
  }
}

/** A process of its own: within one, Node gives nobody the place. It compiles the text and ends. */
async function findModuleMistake(text: string): Promise<NodeMistake | undefined> {
  const check = spawn(process.execPath, CHECK_FLAGS, { env: plainEnvironment(), stdio: ["pipe", "ignore", "pipe"] });
  check.on("error", () => undefined);
  check.stdin.on("error", () => undefined);
  check.stdin.end(text);
  return readMistake(await readText(check.stderr));
}

/** The same at once: an error that is about to be shown cannot wait. */
export function findModuleMistakeNow(text: string): NodeMistake | undefined {
  const options = { env: plainEnvironment(), input: text, encoding: "utf8", timeout: CHECK_LIMIT_MS } as const;
  const { stderr } = spawnSync(process.execPath, CHECK_FLAGS, options);
  // Null where the process could not be started.
  return readMistake((stderr as string | null) ?? "");
}

const CHECK_FLAGS = ["--check", "--input-type=module", "-"] as const;
const CHECK_LIMIT_MS = 2000;

/** What the learner gives Node by its variable would be done in the check too. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return env;
}

const STDIN = "[stdin]";
/** Of a text that ends too early nothing is marked. */
const MISTAKE = /^\[stdin\]:(\d+)\n([^\n]*)\n(?:([^\S\n]*)\^+\n)?(?:[^\n]*\n)*?SyntaxError: ([^\n]*)/;

function readMistake(shown: string): NodeMistake | undefined {
  const match = MISTAKE.exec(shown);
  if (match === null) return undefined;
  const [, line = "", sourceLine = "", indent = "", message = ""] = match;
  return { message, line: Number(line), column: indent.length + 1, sourceLine };
}
