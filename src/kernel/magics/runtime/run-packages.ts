import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TunelabError, findProjectRoot } from "../../../core/index.js";
import { runProcess } from "./run-process.js";

/** Carries out `%npm install …`: into the notebook's own folder, never into tunelab's. */
export async function runNpm(args: string, directory: string, signal?: AbortSignal): Promise<void> {
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
  console.log(`Installing into ${join(directory, "node_modules")}: for the notebooks in this folder only.`);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await expectSuccess("npm", await runProcess(npm, [...words, "--no-audit", "--no-fund"], { cwd: directory, signal }));
}

/** Carries out `%pip install …`: into tunelab's own Python environment. */
export async function runPip(args: string, signal?: AbortSignal): Promise<void> {
  const words = splitWords(args);
  expectInstall("pip", words);
  const environment = join(findProjectRoot(), ".tunelab", "python");
  const python = join(environment, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  console.log(
    `Installing into ${environment}: for Python programs started by %%sh; cells are TypeScript and cannot import them.`,
  );
  await expectSuccess(
    "pip",
    await runProcess(python, ["-m", "pip", "--disable-pip-version-check", ...words], { signal }),
  );
}

/** Splits arguments as a shell does, quotes included. */
const splitWords = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);

function expectInstall(tool: string, words: readonly string[]): void {
  if (/^(install|i|add|uninstall|list|ls|show)$/.test(words[0] ?? "")) return;
  throw new TunelabError(`%${tool} ${words.join(" ")} is not supported.`, {
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
