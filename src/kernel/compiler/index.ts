export type {
  CellCompiler,
  CellDiagnostic,
  CellSource,
  CompiledCell,
  CompileOutcome,
  Completeness,
  CompletionItem,
  CompletionResult,
  Inspection,
} from "./cell-compiler.js";
export {
  createTypeScriptCompiler,
  type TypeScriptCompiler,
  type TypeScriptCompilerOptions,
} from "./typescript-compiler.js";
export { createTslabCompiler, type TslabCompiler } from "./tslab-compiler.js";
export { selectCompiler } from "./select-compiler.js";
