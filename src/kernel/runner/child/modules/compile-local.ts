import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type ts from "typescript";
import { rewriteImportEquals } from "./import-equals.js";
import { TYPESCRIPT_FILE } from "./local-files.js";
import { eraseTypeExports, findModule } from "./type-exports.js";

/** A local TypeScript file without its types, with its source map in its last line. */
export interface CompiledFile {
  readonly format: "commonjs" | "module";
  readonly source: string;
}

/** Removes the types from a local TypeScript file. */
export function compileLocal(typescript: typeof ts, fileName: string, text: string): CompiledFile {
  const format = localFormat(fileName);
  const before = [eraseTypeExports(typescript, findModule(typescript, findSource))];
  if (format === "module") before.push(rewriteImportEquals(typescript));
  const { outputText } = typescript.transpileModule(text, {
    fileName,
    compilerOptions: {
      target: typescript.ScriptTarget.ES2023,
      module: format === "commonjs" ? typescript.ModuleKind.CommonJS : typescript.ModuleKind.ESNext,
      inlineSourceMap: true,
      inlineSources: true,
      experimentalDecorators: false,
    },
    transformers: { before },
  });
  return { format, source: outputText };
}

/** As the type checker takes them: only a `.cts` file is CommonJS. */
export const localFormat = (fileName: string): "commonjs" | "module" =>
  fileName.endsWith(".cts") ? "commonjs" : "module";

/** The TypeScript file that an import of a path means. */
export function findSource(path: string): string | undefined {
  const candidates = [path, path.replace(/\.([mc]?)js$/, ".$1ts"), `${path}.ts`, resolve(path, "index.ts")];
  return candidates.find((candidate) => TYPESCRIPT_FILE.test(candidate) && existsSync(candidate));
}
