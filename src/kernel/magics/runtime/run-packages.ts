import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TunelabError, findProjectRoot } from "../../../core/essentials/index.js";
import { environmentPython, pythonEnvironment } from "./python-environment.js";
import { runProcess } from "./run-process.js";
import { say } from "../../../texts/kernel/index.js";

const NPM_FLAGS = ["--no-audit", "--no-fund", "--no-update-notifier"];
const INSTALLING = new Set(["install", "i", "add"]);
const ALLOWED = new Set([...INSTALLING, "uninstall", "list", "ls", "show"]);

/** Carries out `%npm install …`: into the notebook's own folder, never into tunelab's. */
export async function runNpm(args: string, directory: string): Promise<void> {
  const words = splitWords(args);
  expectInstall("npm", words);
  const manifest = join(directory, "package.json");
  if (directory === findProjectRoot()) {
    throw new TunelabError(say("magics.ownFolder"), {
      code: "install_scope",
      hint: say("magics.ownFolderHint"),
    });
  }
  // Without this file npm would install into the nearest project above.
  if (!existsSync(manifest)) writeFileSync(manifest, `${JSON.stringify({ private: true }, null, 2)}\n`);
  announce(words, join(directory, "node_modules"), say("magics.npmScope"));
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await expectSuccess("npm", await runProcess(npm, [...words, ...NPM_FLAGS], { cwd: directory }));
}

/** Carries out `%pip install …`: into tunelab's own Python environment. */
export async function runPip(args: string): Promise<void> {
  const words = splitWords(args);
  expectInstall("pip", words);
  // There is nobody whom pip could ask.
  if (words[0] === "uninstall") words.push("--yes");
  announce(words, pythonEnvironment(), say("magics.pipScope"));
  const parts = ["-m", "pip", "--disable-pip-version-check", ...words];
  await expectSuccess("pip", await runProcess(environmentPython(), parts));
}

function announce([action]: readonly string[], folder: string, scope: string): void {
  const key = INSTALLING.has(action ?? "")
    ? "magics.installing"
    : action === "uninstall"
      ? "magics.removing"
      : "magics.looking";
  console.log(say(key, { folder, scope }));
}

/** Splits arguments as a shell does, quotes included. */
const splitWords = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);

function expectInstall(tool: string, words: readonly string[]): void {
  if (ALLOWED.has(words[0] ?? "")) return;
  throw new TunelabError(say("magics.notSupported", { magic: `%${[tool, ...words].join(" ")}` }), {
    code: "invalid_magic",
    hint: say("magics.notSupportedHint", { magic: `%${tool}` }),
  });
}

async function expectSuccess(tool: string, status: number): Promise<void> {
  if (status === 0) return;
  throw new TunelabError(say("magics.ended", { tool, status: String(status) }), {
    code: "install_failed",
    hint: say("magics.endedHint"),
  });
}
