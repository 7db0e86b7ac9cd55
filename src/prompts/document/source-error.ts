import { TunelabError } from "../../core/index.js";

/** Text of a prompt file and the name that errors give it. */
export interface PromptSource {
  /** File name, or what stands for one. */
  readonly name: string;
  readonly text: string;
}

/**
 * Error about a line of a prompt file: `application.prompty:7: …`.
 *
 * @param line counted from 1
 */
export function sourceError(
  source: PromptSource,
  line: number,
  message: string,
  options: { readonly code: string; readonly hint: string; readonly cause?: unknown },
): TunelabError {
  return new TunelabError(`${source.name}:${line}: ${message}`, options);
}

/** Line, counted from 1, of a position in the text. */
export const lineAt = (text: string, position: number): number => text.slice(0, position).split("\n").length;
