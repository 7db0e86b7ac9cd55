import type { CellChecker } from "../check/cell-checker.js";
import { typescript, type EmitHost } from "../typescript/typescript-api.js";

/** What TypeScript's transformers ask of the program that a cell is part of. */
export function createEmitHost(checker: CellChecker): EmitHost {
  const { sys, ModuleKind } = typescript;
  return {
    getCanonicalFileName: (name: string) => name,
    getCommonSourceDirectory: () => "/",
    getCompilerOptions: () => checker.options,
    getCurrentDirectory: () => "/",
    getSourceFile: checker.host.getSourceFile,
    getSourceFiles: () => [],
    isSourceFileFromExternalLibrary: () => false,
    getRedirectFromSourceFile: () => undefined,
    isSourceOfProjectReferenceRedirect: () => false,
    writeFile: () => undefined,
    isEmitBlocked: () => false,
    shouldTransformImportCall: () => false,
    getEmitModuleFormatOfFile: () => ModuleKind.ESNext,
    getDefaultResolutionModeForFile: () => ModuleKind.ESNext,
    getModeForResolutionAtIndex: () => ModuleKind.ESNext,
    readFile: sys.readFile,
    fileExists: sys.fileExists,
    useCaseSensitiveFileNames: () => true,
    getBuildInfo: () => undefined,
    getSourceFileFromReference: () => undefined,
    redirectTargetsMap: new Map(),
  };
}
