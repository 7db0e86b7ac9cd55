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
  transformNodes(
    resolver: EmitResolver,
    host: EmitHost,
    factory: ts.NodeFactory,
    options: ts.CompilerOptions,
    files: readonly ts.SourceFile[],
    transformers: readonly ts.TransformerFactory<ts.SourceFile>[],
    allowsDeclarationFiles: boolean,
  ): Transformation;
  readonly transformTypeScript: ts.TransformerFactory<ts.SourceFile>;
  readonly transformESNext: ts.TransformerFactory<ts.SourceFile>;
  readonly transformESDecorators: ts.TransformerFactory<ts.SourceFile>;
  readonly transformClassFields: ts.TransformerFactory<ts.SourceFile>;
  createTextWriter(newLine: string): TextWriter;
  createSourceMapGenerator(
    host: EmitHost,
    fileName: string,
    sourceRoot: string,
    folder: string,
    options: ts.CompilerOptions,
  ): SourceMapGenerator;
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
  getEmitResolver(file: ts.SourceFile, cancellationToken: undefined, skipDiagnostics: boolean): EmitResolver;
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

/** What the checker tells transformers and printer. */
export interface EmitResolver {
  hasGlobalName(name: string): boolean;
  isValueAliasDeclaration(declaration: ts.Node): boolean;
}

/** Transformed files, and what the printer asks of those who transformed them. */
export type Transformation = ts.TransformationResult<ts.SourceFile>;

export interface TextWriter {
  getText(): string;
  clear(): void;
}

export interface SourceMapGenerator {
  toJSON(): { readonly names: readonly string[]; readonly mappings: string };
}

/** A printer that writes a whole file, with a source map. */
export interface CellPrinter extends ts.Printer {
  writeFile(file: ts.SourceFile, writer: TextWriter, map: SourceMapGenerator): void;
}

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
