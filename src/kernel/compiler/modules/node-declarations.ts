import { builtinModules } from "node:module";
import { isAbsolute, join } from "node:path";
import type ts from "typescript";
import type { ModuleResolver } from "./module-resolution.js";
import { typescript, type BoundSourceFile, type InternalParseOptions } from "../typescript/typescript-api.js";

/** Modules of Node whose files declare globals throughout, so that every cell needs them. */
const DECLARING_GLOBALS = new Set(["buffer", "console", "events", "module", "process", "stream/web", "timers", "url"]);

/** Modules that only have a name with `node:`, which `builtinModules` leaves out. */
const PREFIXED = ["node:sea", "node:test", "node:test/reporters"];

/** Deferred modules by every specifier, under the name by which `@types/node` declares them. */
const DEFERRED = new Map<string, string>(PREFIXED.map((name) => [name, name]));
for (const name of builtinModules) {
  if (name.startsWith("_") || DECLARING_GLOBALS.has(name)) continue;
  DEFERRED.set(name, name).set(`node:${name}`, name);
}

/** Modules that stand in the file of another one. */
const SHARED_FILES: Readonly<Record<string, string>> = {
  inspector: "inspector.generated",
  "inspector/promises": "inspector.generated",
  "node:test/reporters": "test",
  "path/posix": "path",
  "path/win32": "path",
  "util/types": "util",
};

/** The file below `@types/node` in which a module stands, without its ending. */
const fileOfModule = (name: string): string => SHARED_FILES[name] ?? name.replace(/^node:/, "");
const DEFERRED_FILES = new Set([...DEFERRED.values()].map(fileOfModule));

const ENDING = ".d.ts";

/** The few globals that files of deferred modules declare. */
const GLOBALS = `
declare var BroadcastChannel: typeof import("worker_threads").BroadcastChannel;
declare var MessageChannel: typeof import("worker_threads").MessageChannel;
declare var MessagePort: typeof import("worker_threads").MessagePort;
declare function structuredClone<T>(
  value: T,
  options?: { transfer?: import("worker_threads").Transferable[] },
): T;
declare var PerformanceEntry: typeof import("perf_hooks").PerformanceEntry;
declare var PerformanceMark: typeof import("perf_hooks").PerformanceMark;
declare var PerformanceMeasure: typeof import("perf_hooks").PerformanceMeasure;
declare var PerformanceObserver: typeof import("perf_hooks").PerformanceObserver;
declare var PerformanceObserverEntryList: typeof import("perf_hooks").PerformanceObserverEntryList;
declare var PerformanceResourceTiming: typeof import("perf_hooks").PerformanceResourceTiming;
declare var performance: typeof import("perf_hooks").performance;
declare var TextDecoder: typeof import("util").TextDecoder;
declare var TextEncoder: typeof import("util").TextEncoder;
declare var crypto: import("crypto").webcrypto.Crypto;
`;

const TYPES_FOLDER = "/@types/node/";
/** What the types of `fetch` are made of. */
const FETCH_TYPES = "undici-types";

/**
 * Types of Node's modules, each parsed when a checker first asks for it.
 *
 * `@types/node` declares all modules in files that belong to every program: three quarters of the text that would be
 * parsed before the first cell. Here most of these files are empty for the program, and a module that is imported, by a
 * cell or by another declaration, is taken out of its file as a module of its own.
 */
export class NodeDeclarations {
  /** Declarations that stand for what the deferred files add to the global scope. */
  readonly globals = GLOBALS;
  readonly #folder: string;
  readonly #options: ts.CompilerOptions;
  readonly #resolver: ModuleResolver;
  /** By the name that the checker knows the file under. */
  readonly #files = new Map<string, BoundSourceFile | undefined>();

  constructor(projectRoot: string, options: ts.CompilerOptions, resolver: ModuleResolver) {
    this.#folder = join(projectRoot, "node_modules/@types/node");
    this.#options = options;
    this.#resolver = resolver;
  }

  /** Whether a file of a program is left empty, because its modules are parsed when they are asked for. */
  isDeferred(fileName: string): boolean {
    const at = fileName.lastIndexOf(TYPES_FOLDER);
    return at >= 0 && DEFERRED_FILES.has(fileName.slice(at + TYPES_FOLDER.length, -ENDING.length));
  }

  /** Whether an import of a declaration is left alone while a program is made. */
  isDeferredImport(specifier: string): boolean {
    return specifier === FETCH_TYPES;
  }

  /** Whether types of some package declare a deferred module themselves, and so would hide it. */
  isHiddenBy(file: BoundSourceFile): boolean {
    return file.ambientModuleNames.some((name) => DEFERRED.has(name));
  }

  /** The file of a deferred module, from wherever it is imported, or of an import in the file of one; else undefined. */
  resolve(
    specifier: string,
    importing: ts.SourceFile,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined {
    const name = DEFERRED.get(specifier);
    if (name !== undefined) return resolvedTo(name + ENDING);
    const { fileName } = importing;
    if (!this.#files.has(fileName) && !this.isDeferredImport(specifier)) return undefined;
    return this.#resolver.resolve(specifier, isAbsolute(fileName) ? fileName : join(this.#folder, fileName), mode);
  }

  /** A file that {@link resolve} has named, parsed and bound; undefined for any other. */
  getSourceFile(fileName: string): BoundSourceFile | undefined {
    if (!this.#files.has(fileName)) {
      const name = fileName.slice(0, -ENDING.length);
      if (DEFERRED.get(name) === name) {
        const path = join(this.#folder, fileOfModule(name) + ENDING);
        this.#files.set(
          fileName,
          this.#load(fileName, path, (text) => moduleBody(text, name)),
        );
      } else if (fileName.includes(`/${FETCH_TYPES}/`)) {
        this.#files.set(fileName, this.#load(fileName, fileName));
      }
    }
    return this.#files.get(fileName);
  }

  #load(
    fileName: string,
    path: string,
    select: (text: string) => string | undefined = (text) => text,
  ): BoundSourceFile | undefined {
    const text = select(typescript.sys.readFile(path) ?? "");
    if (text === undefined) return undefined;
    const options: InternalParseOptions = {
      languageVersion: typescript.ScriptTarget.ES2024,
      jsDocParsingMode: typescript.JSDocParsingMode.ParseNone,
      setExternalModuleIndicator: (file) => ((file as BoundSourceFile).externalModuleIndicator = true),
    };
    const file = typescript.createSourceFile(fileName, text, options) as BoundSourceFile;
    file.path = file.resolvedPath = fileName as ts.Path;
    file.originalFileName = fileName;
    // In messages: `import("fs").Stats`.
    file.moduleName = fileName.slice(0, -ENDING.length);
    file.version = "1";
    file.imports = file.moduleAugmentations = [];
    file.ambientModuleNames = [];
    typescript.bindSourceFile(file, this.#options);
    return file;
  }
}

/** The body of a module that a file declares, at its place behind blanks; undefined where there is none. */
function moduleBody(text: string, name: string): string | undefined {
  const head = new RegExp(`^declare module (["'])${name}\\1 \\{$`, "m").exec(text);
  if (head === null) return undefined;
  const from = head.index + head[0].length;
  return " ".repeat(from) + text.slice(from, text.indexOf("\n}", from));
}

const resolvedTo = (fileName: string): ts.ResolvedModuleWithFailedLookupLocations =>
  ({
    resolvedModule: {
      resolvedFileName: fileName,
      extension: typescript.Extension.Dts,
      isExternalLibraryImport: true,
      resolvedUsingTsExtension: false,
    },
  }) as ts.ResolvedModuleWithFailedLookupLocations;
