import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TunelabError, findProjectRoot } from "../../../core/essentials/index.js";
import { environmentPython, pythonEnvironment } from "./python-environment.js";
import { runProcess } from "./run-process.js";

const NPM_FLAGS = ["--no-audit", "--no-fund", "--no-update-notifier"];
const INSTALLING = new Set(["install", "i", "add"]);
const ALLOWED = new Set([...INSTALLING, "uninstall", "list", "ls", "show"]);

/** Carries out `%npm install …`: into the notebook's own folder, never into tunelab's. */
export async function runNpm(args: string, directory: string): Promise<void> {
  const words = splitWords(args);
  expectInstall("npm", words);
  const manifest = join(directory, "package.json");
  if (directory === findProjectRoot()) {
    throw new TunelabError("%npm install would change tunelab itself: this notebook is in its top folder.", {
      code: "install_scope",
      hint: "Move the notebook into a folder of its own and install there.",
    });
  }
  // Without this file npm would install into the nearest project above.
  if (!existsSync(manifest)) writeFileSync(manifest, `${JSON.stringify({ private: true }, null, 2)}\n`);
  announce(words, join(directory, "node_modules"), "for the notebooks in this folder only");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await expectSuccess("npm", await runProcess(npm, [...words, ...NPM_FLAGS], { cwd: directory }));
}

/** Carries out `%pip install …`: into tunelab's own Python environment. */
export async function runPip(args: string): Promise<void> {
  const words = splitWords(args);
  expectInstall("pip", words);
  // There is nobody whom pip could ask.
  if (words[0] === "uninstall") words.push("--yes");
  announce(
    words,
    pythonEnvironment(),
    "for Python programs started by %%sh; cells are TypeScript and cannot import them",
  );
  const parts = ["-m", "pip", "--disable-pip-version-check", ...words];
  await expectSuccess("pip", await runProcess(environmentPython(), parts));
}

function announce([action]: readonly string[], folder: string, scope: string): void {
  const verb = INSTALLING.has(action ?? "") ? "Installing into" : action === "uninstall" ? "Removing from" : "In";
  console.log(`${verb} ${folder}: ${scope}.`);
}

/** Splits arguments as a shell does, quotes included. */
const splitWords = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);

function expectInstall(tool: string, words: readonly string[]): void {
  if (ALLOWED.has(words[0] ?? "")) return;
  throw new TunelabError(`%${[tool, ...words].join(" ")} is not supported.`, {
    code: "invalid_magic",
    hint: `Write %${tool} install package, or use %%sh for anything else.`,
  });
}

async function expectSuccess(tool: string, status: number): Promise<void> {
  if (status === 0) return;
  throw new TunelabError(`${tool} ended with exit status ${status}.`, {
    code: "install_failed",
    hint: "The output above says why; check the package's name and the network.",
  });
}
