import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { MODULES, ROOT, readJson } from "../setup/paths.mjs";

const FOLDER = join(ROOT, "dist", "vendor", "llama");
const PACKAGE = realpathSync(join(MODULES, "node-llama-cpp"));

/** What `src/service/inference` uses of the package. */
const ENTRY = "llama-entry";
const USED = ["getLlama", "LlamaLogLevel", "LlamaGrammarEvaluationState", "TokenBias"];

/** The program that the package starts to try its library before it loads it: named as the package looks for it. */
const TRIAL = join(PACKAGE, "dist", "bindings", "utils", "testBindingBinary.js");

/** Modules go on finding files where the package is, and its libraries as the package itself finds them. */
const HELPERS = `
import { createRequire as requireFrom } from "node:module";
import { dirname as folderOf, join as joinPath } from "node:path";
import { pathToFileURL as toFileUrl } from "node:url";
const packageIndex = requireFrom(import.meta.url).resolve("node-llama-cpp");
const inPackage = (file) => toFileUrl(joinPath(folderOf(folderOf(packageIndex)), file)).href;
const fromPackage = async (name) => import(toFileUrl(requireFrom(packageIndex).resolve(name)).href);
`;

/**
 * Puts what is used of node-llama-cpp, and what that loads, into one file: the package loads 500, which takes longer than a
 * small model does, and takes that long twice, as it first tries its library in a process of its own.
 *
 * Does nothing when the file of the installed version is there.
 */
export async function bundleLlama() {
  const { version } = readJson(join(PACKAGE, "package.json"));
  const head = `/* node-llama-cpp ${version} and what it loads, each under its own licence: see THIRD-PARTY-NOTICES.md */\n`;
  const main = join(FOLDER, "llama.js");
  if (existsSync(main) && readFileSync(main, "utf8").startsWith(head)) return;
  const bundle = await rolldown({
    input: { llama: ENTRY, testBindingBinary: TRIAL },
    platform: "node",
    cwd: ROOT,
    logLevel: "silent",
    // Libraries for other machines, and what is only there in Electron or for downloads, which are never asked for.
    external: (id) => id.startsWith("@node-llama-cpp/") || id === "electron" || id === "ipull",
    plugins: [
      {
        name: "llama-in-one-file",
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) =>
          id === ENTRY
            ? `export { ${USED.join(", ")} } from ${JSON.stringify(join(PACKAGE, "dist", "index.js"))};`
            : undefined,
        transform: (code, id) => (id.startsWith(PACKAGE) ? relocate(code, id) : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, chunkFileNames: "shared.js" });
  await bundle.close();
  mkdirSync(FOLDER, { recursive: true });
  // The one that is looked for last, so that an interrupted build is done again.
  const files = [...output].sort((a, b) => Number(a.fileName === "llama.js") - Number(b.fileName === "llama.js"));
  for (const { fileName, code } of files) writeFileSync(join(FOLDER, fileName), head + code);
}

function relocate(code, id) {
  if (id === TRIAL) {
    return code.replaceAll("import.meta.url", 'new URL("./testBindingBinary.js", import.meta.url).href');
  }
  const file = id.slice(PACKAGE.length + 1).replaceAll("\\", "/");
  const moved = code
    .replaceAll("import.meta.url", `inPackage(${JSON.stringify(file)})`)
    .replaceAll('import("@node-llama-cpp/', 'fromPackage("@node-llama-cpp/');
  return moved === code ? undefined : HELPERS + moved;
}
