import type ts from "typescript";
import { loadWithCodeCache } from "./code-cache.js";

/**
 * Parts of `typescript` 6.0.3 that its type declarations leave out.
 *
 * They let one type checker stay alive over many cells: through the public API every cell would need a new program and
 * a new checker, 10 to 20 ms each. The version is pinned, and 6.x is the last line of the compiler written in
 * JavaScript, so these do not move.
 */
export interface TypeScriptInternals {
  createTypeChecker(host: CheckerHost): InternalChecker;
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  getTransformers(options: ts.CompilerOptions, custom: ts.CustomTransformers, emitOnly?: unknown): unknown;
  emitFiles(resolver: unknown, host: EmitHost, file: ts.SourceFile, transformers: unknown, emitOnly: unknown): unknown;
  readonly Completions: {
    getCompletionsAtPosition(
      host: unknown,
      program: CheckerHost,
      log: (text: string) => void,
      file: ts.SourceFile,
      position: number,
      preferences: ts.UserPreferences,
      triggerCharacter: undefined,
      completionKind: undefined,
      cancellationToken: ts.CancellationToken,
    ): ts.CompletionInfo | undefined;
  };
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
    ): {
      readonly symbolKind: string;
      readonly displayParts: ts.SymbolDisplayPart[];
      readonly documentation: ts.SymbolDisplayPart[];
      readonly tags: ts.JSDocTagInfo[] | undefined;
    };
  };
  readonly SignatureHelp: {
    getSignatureHelpItems(
      program: CheckerHost,
      file: ts.SourceFile,
      position: number,
      reason: undefined,
      cancellationToken: ts.CancellationToken,
    ): ts.SignatureHelpItems | undefined;
  };
  skipOuterExpressions(node: ts.Expression): ts.Expression;
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
}

/** A type checker with the methods that the language service and the emitter use. */
export interface InternalChecker extends ts.TypeChecker {
  getDiagnostics(file: ts.SourceFile, cancellationToken?: ts.CancellationToken): readonly ts.Diagnostic[];
  getEmitResolver(file: ts.SourceFile, cancellationToken: undefined, skipDiagnostics: boolean): unknown;
  getExportSymbolOfSymbol(symbol: ts.Symbol): ts.Symbol;
}

/** What a checker asks of the program that owns it. */
export type CheckerHost = ts.Program & {
  getResolvedModule(
    file: ts.SourceFile,
    specifier: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
};

export type EmitHost = Record<string, unknown>;

/** A source file with what the binder and the program leave on it. */
export interface BoundSourceFile extends ts.SourceFile {
  path: ts.Path;
  resolvedPath: ts.Path;
  originalFileName: string;
  imports: readonly ts.StringLiteralLike[];
  moduleAugmentations: readonly ts.Node[];
  ambientModuleNames: readonly string[];
  parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  bindDiagnostics: readonly ts.DiagnosticWithLocation[];
  locals?: ReadonlyMap<string, ts.Symbol>;
  symbol?: ts.Symbol;
  version: string;
}

type TypeScript = typeof ts & TypeScriptInternals;

const { api, saveCode } = loadWithCodeCache<TypeScript>("typescript");

/** The compiler. */
export const typescript = api;

/** Keeps the machine code of what has been used of the compiler, so that the next kernel starts faster. */
export const saveCompilerCode = saveCode;
