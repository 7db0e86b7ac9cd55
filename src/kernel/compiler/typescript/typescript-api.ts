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
    getSymbolKind(checker: ts.TypeChecker, symbol: ts.Symbol, location: ts.Node): string;
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
      meaning: number,
    ): { readonly displayParts: ts.SymbolDisplayPart[] };
  };
  readonly JsDoc: {
    getJsDocCommentsFromDeclarations(declarations: readonly ts.Declaration[]): ts.SymbolDisplayPart[];
    getJsDocTagsFromDeclarations(declarations: readonly ts.Declaration[]): ts.JSDocTagInfo[];
  };
  readonly formatting: {
    readonly SmartIndenter: {
      getIndentation(position: number, file: ts.SourceFile, options: ts.EditorSettings): number;
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
  getSpellingSuggestion<T>(name: string, candidates: readonly T[], nameOf: (candidate: T) => string): T | undefined;
  isInComment(file: ts.SourceFile, position: number): ts.CommentRange | undefined;
  isInString(file: ts.SourceFile, position: number): boolean;
  isInTemplateString(file: ts.SourceFile, position: number): boolean;
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
}

/** A type checker with the methods that the language service and the emitter use. */
export interface InternalChecker extends ts.TypeChecker {
  getDiagnostics(file: ts.SourceFile, cancellationToken?: ts.CancellationToken): readonly ts.Diagnostic[];
  getEmitResolver(file: ts.SourceFile, cancellationToken: undefined, skipDiagnostics: boolean): unknown;
  getExportSymbolOfSymbol(symbol: ts.Symbol): ts.Symbol;
  isValidPropertyAccessForCompletions(node: ts.PropertyAccessExpression, type: ts.Type, property: ts.Symbol): boolean;
  resolveName(name: string, location: ts.Node, meaning: ts.SymbolFlags, excludeGlobals: boolean): ts.Symbol | undefined;
}

/** What a checker asks of the program that owns it. */
export type CheckerHost = ts.Program & {
  getResolvedModule(
    file: ts.SourceFile,
    specifier: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
  getEmitSyntaxForUsageLocation(file: ts.SourceFile, usage: ts.StringLiteralLike): ts.ResolutionMode;
  getImpliedNodeFormatForEmit(file: ts.SourceFile): ts.ResolutionMode;
};

export type EmitHost = Record<string, unknown>;

/** Options of parsing, with the one that makes a module of a text that neither imports nor exports. */
export interface InternalParseOptions extends ts.CreateSourceFileOptions {
  setExternalModuleIndicator?(file: ts.SourceFile): void;
}

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
  externalModuleIndicator?: ts.Node | true;
  /** Comments such as `// @ts-ignore`; type 0 expects an error. */
  commentDirectives?: readonly { readonly range: ts.TextRange; readonly type: number }[];
  version: string;
}

/** For questions that are answered at once. */
export const NEVER_CANCELLED: ts.CancellationToken = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => undefined,
};

type TypeScript = typeof ts & TypeScriptInternals;

const { api, saveCode } = loadWithCodeCache<TypeScript>("typescript");

/** The compiler. */
export const typescript = api;

/** Keeps the machine code of what has been used of the compiler, so that the next kernel starts faster. */
export const saveCompilerCode = saveCode;
