/** A part of a grammar: what may be written at one place. */
export type Rule =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "characters"; readonly ranges: readonly CodePointRange[] }
  | { readonly kind: "sequence"; readonly parts: readonly Rule[] }
  | { readonly kind: "choice"; readonly options: readonly Rule[] }
  | { readonly kind: "repeat"; readonly rule: Rule; readonly least: number; readonly most: number | undefined }
  | { readonly kind: "named"; readonly name: string };

/** First and last code point. */
export type CodePointRange = readonly [number, number];

/** Exactly this text. */
export const text = (value: string): Rule => ({ kind: "text", text: value });

/** One character of these ranges. */
export const characters = (...ranges: readonly CodePointRange[]): Rule => ({ kind: "characters", ranges });

/** One part after the other. */
export const sequence = (...parts: readonly Rule[]): Rule =>
  parts.length === 1 ? parts[0]! : { kind: "sequence", parts };

/** One of the options; without any, nothing can be written. */
export const choice = (...options: readonly Rule[]): Rule =>
  options.length === 1 ? options[0]! : { kind: "choice", options };

/** The rule so many times; `most` `undefined` has no end. */
export const repeat = (rule: Rule, least: number, most?: number): Rule => ({ kind: "repeat", rule, least, most });

/** The rule or nothing. */
export const optional = (rule: Rule): Rule => repeat(rule, 0, 1);

/** Nothing is written. */
export const EMPTY: Rule = { kind: "sequence", parts: [] };

/** Nothing can be written here. */
export const NOTHING: Rule = { kind: "choice", options: [] };

/** `0` to `9`. */
export const DIGIT: Rule = characters([0x30, 0x39]);

/** One of the characters of a text. */
export const oneOf = (letters: string): Rule =>
  characters(...[...letters].map((letter): CodePointRange => [letter.codePointAt(0)!, letter.codePointAt(0)!]));

/** One of the texts, those with a common beginning together, so that few possibilities are open at a time. */
export function oneOfTexts(texts: readonly string[]): Rule {
  const groups = new Map<string, string[]>();
  for (const one of new Set(texts)) {
    const first = one === "" ? "" : String.fromCodePoint(one.codePointAt(0)!);
    const rest = one.slice(first.length);
    groups.set(first, [...(groups.get(first) ?? []), rest]);
  }
  return choice(
    ...[...groups].map(([first, rests]) => {
      if (first === "") return EMPTY;
      if (rests.length === 1) return text(first + rests[0]!);
      const shared = commonBeginning(rests);
      return sequence(text(first + shared), oneOfTexts(rests.map((rest) => rest.slice(shared.length))));
    }),
  );
}

function commonBeginning(texts: readonly string[]): string {
  let shared = texts[0]!;
  for (const one of texts) {
    let length = 0;
    while (length < shared.length && shared[length] === one[length]) length++;
    shared = shared.slice(0, length);
  }
  // A cut inside a surrogate pair would leave halves of a character in the grammar.
  return /[\uD800-\uDBFF]$/.test(shared) ? shared.slice(0, -1) : shared;
}

/** Most times that a repetition may be asked for; more of them overflow the stack where rules are joined. */
export const MOST_TIMES = 1_000_000;

/** Longest repetition that is written as one: llama.cpp's grammars end at 2,000, and each is a rule there. */
const BLOCK = 200;

/** Rules by name; `root` is where writing starts. */
export class Grammar {
  readonly rules = new Map<string, Rule>();
  readonly #repetitions = new Map<string, Rule>();

  /** Adds a rule, under a name of its own unless one is given, and returns how to refer to it. */
  add(rule: Rule, name = `r${this.rules.size}`): Rule {
    this.rules.set(name, rule);
    return { kind: "named", name };
  }

  /** Keeps a name for a rule that is added later. */
  reserve(): string {
    const name = `r${this.rules.size}`;
    this.rules.set(name, NOTHING);
    return name;
  }

  /**
   * The rule so many times, also a great many: long repetitions are built from blocks, which all repetitions of the same
   * rule share, since llama.cpp makes a rule of its own of every time. Nothing, where the most is less than the least.
   */
  times(rule: Rule, least: number, most: number | undefined): Rule {
    if (most !== undefined && most < least) return NOTHING;
    const one = rule.kind === "named" || rule.kind === "characters" ? rule : this.#shared(rule, "one", () => rule);
    const blocks = Math.floor(least / BLOCK);
    const fixed = [
      ...Array.from({ length: blocks }, () => this.#block(one)),
      ...(least % BLOCK > 0 ? [repeat(one, least % BLOCK, least % BLOCK)] : []),
    ];
    if (most === undefined) return sequence(...fixed, repeat(one, 0));
    const open = most - least;
    const rest = open % BLOCK;
    if (open < BLOCK) return sequence(...fixed, ...(open > 0 ? [repeat(one, 0, open)] : []));
    const further = this.#blocksUpTo(one, Math.floor(open / BLOCK));
    if (rest === 0) return sequence(...fixed, further);
    return sequence(...fixed, choice(repeat(one, 0, rest - 1), sequence(repeat(one, rest, rest), further)));
  }

  #block(one: Rule): Rule {
    return this.#shared(one, "block", () => repeat(one, BLOCK, BLOCK));
  }

  /** So many blocks, or any part of them: fewer than a block, or a whole block and then what may follow it. */
  #blocksUpTo(one: Rule, count: number): Rule {
    if (count === 0) return EMPTY;
    return this.#shared(one, `up to ${count}`, () =>
      choice(
        this.#shared(one, "less", () => repeat(one, 0, BLOCK - 1)),
        sequence(this.#block(one), this.#blocksUpTo(one, count - 1)),
      ),
    );
  }

  #shared(one: Rule, part: string, make: () => Rule): Rule {
    const key = `${part} of ${toGbnf(one)}`;
    const known = this.#repetitions.get(key) ?? this.add(make());
    this.#repetitions.set(key, known);
    return known;
  }

  /**
   * About how many elements llama.cpp makes of the grammar, where a repetition is written out: what reading it costs.
   *
   * @example
   * grammar.add(repeat(DIGIT, 0, 100), "root");
   * grammar.size(); // 400
   */
  size(): number {
    return [...this.rules.values()].reduce((sum, rule) => sum + sizeOf(rule), 0);
  }

  /** Names of the rules by which something can be written in the end. */
  productive(): ReadonlySet<string> {
    const known = new Set<string>();
    for (let before = -1; before < known.size;) {
      before = known.size;
      for (const [name, rule] of this.rules) if (!known.has(name) && canBeWritten(rule, known)) known.add(name);
    }
    return known;
  }

  /** The same rules without what can never be written to its end; `undefined` when that leaves no root. */
  pruned(): Grammar | undefined {
    const known = this.productive();
    if (!known.has("root")) return undefined;
    const pruned = new Grammar();
    const visit = (name: string): void => {
      if (pruned.rules.has(name)) return;
      const rule = prune(this.rules.get(name)!, known);
      pruned.rules.set(name, rule);
      for (const next of namesIn(rule)) visit(next);
    };
    visit("root");
    return pruned;
  }

  /** The grammar in llama.cpp's notation, GBNF. */
  toGbnf(): string {
    return [...this.rules].map(([name, rule]) => `${name} ::= ${toGbnf(rule, true)}\n`).join("");
  }
}

function sizeOf(rule: Rule): number {
  switch (rule.kind) {
    case "text":
      return rule.text.length;
    case "characters":
      return 2 * rule.ranges.length;
    case "sequence":
      return rule.parts.reduce((sum, part) => sum + sizeOf(part), 0);
    case "choice":
      return rule.options.reduce((sum, option) => sum + sizeOf(option) + 1, 0);
    case "repeat":
      return (rule.most ?? rule.least + 1) * (sizeOf(rule.rule) + 2);
    case "named":
      return 1;
  }
}

function canBeWritten(rule: Rule, known: ReadonlySet<string>): boolean {
  switch (rule.kind) {
    case "text":
      return true;
    case "characters":
      return rule.ranges.length > 0;
    case "sequence":
      return rule.parts.every((part) => canBeWritten(part, known));
    case "choice":
      return rule.options.some((option) => canBeWritten(option, known));
    case "repeat":
      return rule.least === 0 || canBeWritten(rule.rule, known);
    case "named":
      return known.has(rule.name);
  }
}

function prune(rule: Rule, known: ReadonlySet<string>): Rule {
  switch (rule.kind) {
    case "sequence":
      return sequence(...rule.parts.map((part) => prune(part, known)));
    case "choice":
      return choice(...rule.options.filter((one) => canBeWritten(one, known)).map((one) => prune(one, known)));
    case "repeat":
      return canBeWritten(rule.rule, known) ? { ...rule, rule: prune(rule.rule, known) } : EMPTY;
    default:
      return rule;
  }
}

function namesIn(rule: Rule): string[] {
  switch (rule.kind) {
    case "sequence":
      return rule.parts.flatMap(namesIn);
    case "choice":
      return rule.options.flatMap(namesIn);
    case "repeat":
      return namesIn(rule.rule);
    case "named":
      return [rule.name];
    default:
      return [];
  }
}

function toGbnf(rule: Rule, outermost = false): string {
  switch (rule.kind) {
    case "text":
      return `"${[...rule.text].map((letter) => escape(letter.codePointAt(0)!)).join("")}"`;
    case "characters":
      return `[${rule.ranges.map(([first, last]) => (first === last ? escape(first) : `${escape(first)}-${escape(last)}`)).join("")}]`;
    case "sequence":
      return rule.parts.length === 0 ? '""' : group(rule.parts.map((part) => toGbnf(part)).join(" "), outermost);
    case "choice":
      return group(rule.options.map((option) => toGbnf(option)).join(" | "), outermost);
    case "repeat": {
      const { least, most } = rule;
      const times = most === undefined ? `{${least},}` : least === most ? `{${least}}` : `{${least},${most}}`;
      const operand = rule.rule.kind === "repeat" ? `(${toGbnf(rule.rule)})` : toGbnf(rule.rule);
      return `${operand}${least === 0 && most === undefined ? "*" : least === 0 && most === 1 ? "?" : times}`;
    }
    case "named":
      return rule.name;
  }
}

function group(inner: string, outermost: boolean): string {
  return outermost ? inner : `(${inner})`;
}

/** Letters and digits as they are, everything else as its number, which needs no knowledge of what is special where. */
function escape(codePoint: number): string {
  const letter = String.fromCodePoint(codePoint);
  if (/^[A-Za-z0-9]$/.test(letter)) return letter;
  const hexadecimal = codePoint.toString(16).toUpperCase();
  if (codePoint <= 0xff) return `\\x${hexadecimal.padStart(2, "0")}`;
  return codePoint <= 0xffff ? `\\u${hexadecimal.padStart(4, "0")}` : `\\U${hexadecimal.padStart(8, "0")}`;
}
