import { isRecord } from "../../core/index.js";
import { say } from "../../texts/index.js";
import type { FrontMatter } from "./front-matter.js";
import { type PromptSource, sourceError } from "./source-error.js";

/** The head of a prompt file, and how to complain about a place in it. */
export class HeaderReader {
  constructor(
    readonly source: PromptSource,
    readonly matter: FrontMatter,
  ) {}

  /** The value as settings. Throws `prompty_header_invalid` with the line when it is something else. */
  record(value: unknown, path: readonly string[]): Record<string, unknown> {
    if (isRecord(value)) return value;
    return this.refuse(
      path,
      say("prompts.mustHold", { name: path.join(".") }),
      say("prompts.mustHoldHint", { name: String(path.at(-1)) }),
    );
  }

  /** Throws `prompty_header_invalid` with file and line. */
  refuse(path: readonly string[], message: string, hint: string): never {
    throw sourceError(this.source, this.matter.lineOf(path), message, { code: "prompty_header_invalid", hint });
  }
}
