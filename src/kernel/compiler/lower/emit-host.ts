import type { CellChecker } from "../check/cell-checker.js";
import { typescript, type EmitHost } from "../typescript/typescript-api.js";

/** The host that the emitter writes through. */
export function createEmitHost(checker: CellChecker, writeFile: (fileName: string, text: string) => void): EmitHost {
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
    writeFile,
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
