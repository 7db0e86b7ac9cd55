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
