import type { CellCompiler } from "../index.js";

/** Methods of the compiler that the kernel calls across the thread. */
export type CompilerMethod =
  "compile" | "commit" | "forget" | "complete" | "inspect" | "diagnose" | "importFor" | "isComplete" | "removeTypes";

/** Questions about a cell that is being typed. */
export const ABOUT_DRAFTS: ReadonlySet<CompilerMethod> = new Set(["complete", "inspect", "diagnose", "importFor"]);

export type CompilerArguments<M extends CompilerMethod> = Parameters<CellCompiler[M]>;
export type CompilerResult<M extends CompilerMethod> = ReturnType<CellCompiler[M]>;

export interface CompilerCall {
  readonly id: number;
  readonly method: CompilerMethod;
  readonly args: readonly unknown[];
}

export type CompilerAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };
