import type { CompletionItem } from "../cell-compiler.js";

/** Something that could be typed, with the range of the code that it would replace. */
export interface Candidate extends CompletionItem {
  readonly sortText: string;
  /** Offset into the code from which on the text replaces what was typed. */
  readonly start: number;
  readonly end: number;
}
