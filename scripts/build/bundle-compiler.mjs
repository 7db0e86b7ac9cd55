import { rolldown } from "rolldown";
import { ROOT } from "../setup/paths.mjs";
import { toAscii } from "./to-ascii.mjs";
import { writeIfChanged } from "./write-if-changed.mjs";

/**
 * Facts that the bundle cannot find out while a snapshot is made from it: `require` gives Node's modules only there, and says
 * nothing of which there are. See `src/kernel/compiler/snapshot/make-snapshot.ts`.
 */
const FACTS = "const snapshotFacts = JSON.parse(process.env.TUNELAB_SNAPSHOT_FACTS);";

const NODE_MODULE = `
const names = new Set(snapshotFacts.builtinModules);
for (const name of snapshotFacts.builtinModules) names.add("node:" + name);
for (const name of ["node:sea", "node:sqlite", "node:test", "node:test/reporters"]) names.add(name);
export const builtinModules = snapshotFacts.builtinModules;
export const isBuiltin = (name) => names.has(name);
export const createRequire = () => (name) => process.getBuiltinModule(name);
`;

const CODE_CACHE = `
import typescript from "typescript";
export const loadWithCodeCache = () => ({ api: typescript, saveCode: () => undefined });
`;

/** Puts the compiler and TypeScript into the one file that a snapshot is made from, without what a snapshot cannot load. */
export async function bundleCompiler() {
  const bundle = await rolldown({
    input: `${ROOT}/dist/kernel/compiler/snapshot/compiler-process.js`,
    platform: "node",
    cwd: ROOT,
    logLevel: "silent",
    transform: {
      define: {
        __filename: "snapshotFacts.typescriptFile",
        "import.meta.url": "snapshotFacts.bundleUrl",
      },
    },
    plugins: [
      {
        name: "what-a-snapshot-can-load",
        resolveId: (source) => (source === "node:module" ? "node-module" : undefined),
        load: (id) =>
          id === "node-module" ? NODE_MODULE : id.endsWith("/typescript/code-cache.js") ? CODE_CACHE : undefined,
      },
    ],
  });
  const { output } = await bundle.generate({ format: "cjs", minify: true, codeSplitting: false, banner: FACTS });
  writeIfChanged(`${ROOT}/dist/kernel/bundle/compiler.cjs`, toAscii(output[0].code));
  await bundle.close();
}
