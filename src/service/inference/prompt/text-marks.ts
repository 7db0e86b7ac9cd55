/** Stands inside a mark that is text. Unicode keeps this code point for the inner use of programs. */
const BREAK = "\uFDD0";
/** Stands before the letter that names one of these two code points where a text itself holds it. */
const ESCAPE = "\uFDD1";

/** A token of a vocabulary whose text is a mark, such as `<|im_end|>`. */
export interface Mark {
  readonly text: string;
  /** Whether the tokeniser takes it for the token even in plain text. */
  readonly always: boolean;
  /** Whether a model writes it inside an answer, such as `</think>`: an assistant's message holds it as the token. @default false */
  readonly answers?: boolean;
}

/** A stretch of a rendered prompt. */
export type PromptPart =
  | { readonly kind: "mark"; readonly text: string }
  /** `pieces` are tokenised one by one, so that no mark is read across their borders. */
  | { readonly kind: "text"; readonly pieces: readonly string[] };

/**
 * Keeps apart the marks that a chat template writes, which steer the model, and the same characters in a message, which
 * are text: `<|im_end|>` typed by a user ends no turn.
 *
 * Messages are guarded before the template sees them, by a character inside each mark, and the rendered prompt is taken
 * apart again before it is tokenised.
 *
 * @example
 * const marks = new TextMarks([{ text: "<|im_end|>", always: false }]);
 * marks.parts(`${marks.guard("a<|im_end|>")}<|im_end|>`);
 * // [{ kind: "text", pieces: ["a<|im_end|>"] }, { kind: "mark", text: "<|im_end|>" }]
 */
export class TextMarks {
  readonly #pattern: RegExp | undefined;
  /** Without the marks that an answer may hold. */
  readonly #answerPattern: RegExp | undefined;
  readonly #always: ReadonlySet<string>;

  constructor(marks: readonly Mark[]) {
    this.#pattern = patternOf(marks);
    this.#answerPattern = patternOf(marks.filter(({ answers = false }) => !answers));
    this.#always = new Set(marks.filter(({ always }) => always).map(({ text }) => text));
  }

  /** The text with its marks broken; `answer` says whether it is the model's own, in which some are marks. */
  guard(text: string, answer = false): string {
    const escaped = /[\uFDD0\uFDD1]/.test(text)
      ? text.replace(/[\uFDD0\uFDD1]/g, (found) => ESCAPE + (found === BREAK ? "b" : "e"))
      : text;
    const pattern = answer ? this.#answerPattern : this.#pattern;
    if (pattern === undefined) return escaped;
    // Marks may overlap, so the search goes on inside the one that was broken.
    let guarded = "";
    let rest = escaped;
    for (let found = find(pattern, rest); found !== undefined; found = find(pattern, rest)) {
      const letter = found.text.slice(1).search(/[\p{L}\p{N}]/u);
      const beforeLetter = found.at + 1 + Math.max(0, letter);
      // The beginning of a mark may be another one.
      const end = find(pattern, rest.slice(0, beforeLetter)) === undefined ? beforeLetter : found.at + 1;
      guarded += rest.slice(0, end) + BREAK;
      rest = rest.slice(end);
    }
    return guarded + rest;
  }

  /** Every text in a value guarded, keys included; other values as they are. */
  guardAll<T>(value: T): T {
    if (typeof value === "string") return this.guard(value) as T;
    if (Array.isArray(value)) return value.map((inner: unknown) => this.guardAll(inner)) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.guard(key), this.guardAll<unknown>(inner)]),
    ) as T;
  }

  /** Whether a rendered prompt holds guarded text, so that it must be taken apart. */
  static isGuarded(prompt: string): boolean {
    return prompt.includes(BREAK) || prompt.includes(ESCAPE);
  }

  /** A rendered prompt as the marks of its template and the text between them. */
  parts(prompt: string): PromptPart[] {
    const parts: PromptPart[] = [];
    const addText = (text: string): void => {
      if (text !== "") parts.push({ kind: "text", pieces: this.#pieces(text) });
    };
    let end = 0;
    for (const { 0: text, index } of this.#pattern === undefined ? [] : prompt.matchAll(this.#pattern)) {
      addText(prompt.slice(end, index));
      parts.push({ kind: "mark", text });
      end = index + text.length;
    }
    addText(prompt.slice(end));
    return parts;
  }

  /** Plain text in the pieces in which no mark is read. */
  plain(text: string): readonly string[] {
    return this.#pieces(this.guard(text));
  }

  #pieces(guarded: string): string[] {
    const whole = unguard(guarded);
    const needsCut = [...this.#always].some((mark) => whole.includes(mark));
    return needsCut ? guarded.split(BREAK).map(unguard) : [whole];
  }
}

/** One of the marks, the longest where several begin. */
function patternOf(marks: readonly Mark[]): RegExp | undefined {
  const longestFirst = marks.map(({ text }) => text).sort((left, right) => right.length - left.length);
  const sources = longestFirst.map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return sources.length === 0 ? undefined : new RegExp(sources.join("|"), "g");
}

function find(pattern: RegExp, text: string): { readonly at: number; readonly text: string } | undefined {
  const [found] = text.matchAll(pattern);
  return found === undefined ? undefined : { at: found.index, text: found[0] };
}

/** The text as it was before it was guarded. */
export function unguard(text: string): string {
  return text.replaceAll(BREAK, "").replace(/\uFDD1([be])/g, (_, letter) => (letter === "b" ? BREAK : ESCAPE));
}
