import { PYTHON_SPACE } from "../python-space.js";
import { readDataFile } from "./data-file.js";

const SPACE = `[${PYTHON_SPACE}]`;
const NOT_SPACE = `[^${PYTHON_SPACE}]`;
const AFTER_WORD = "[)\";}\\]*:@'({[?!]";
const REPEATED = `(?:-{2,}|\\.{2,}|(?:\\.${SPACE}){2,}\\.)`;
const WORD = new RegExp(
  `${REPEATED}|(?=[^("\`{[:;&#*@)}\\]\\-,])${NOT_SPACE}+?` +
    `(?=${SPACE}|$|${AFTER_WORD}|${REPEATED}|,(?=$|${SPACE}|${AFTER_WORD}|${REPEATED}))|${NOT_SPACE}`,
  "g",
);
const CANDIDATE = new RegExp(`[.?!](?=(?<after>${AFTER_WORD}|${SPACE}+(?<next>${NOT_SPACE}+)))`, "dg");
const CLOSING = new RegExp(`["')\\]}]+?(?:${SPACE}+|(?=--)|$)`, "my");
const NUMBER = /^-?[.,]?\d[\d,.-]*\.?$/;
const INITIAL = /^[A-Za-z_]\.$/;

/** In which letter case, and where, the training text held a word. */
const SEEN = { middleUpper: 4, upper: 2 | 4 | 8, startLower: 16, lower: 16 | 32 | 64 };

interface Parameters {
  readonly abbreviations: ReadonlySet<string>;
  /** Pairs joined by a tab. */
  readonly collocations: ReadonlySet<string>;
  readonly starters: ReadonlySet<string>;
  readonly cases: ReadonlyMap<string, number>;
}

interface Token {
  readonly text: string;
  /** Lower case, numbers made one. */
  readonly type: string;
  readonly endsWithPeriod: boolean;
  readonly isEllipsis: boolean;
  isAbbreviation: boolean;
  isBreak: boolean;
}

let loaded: Parameters | undefined;

/**
 * Splits ASCII English text into sentences exactly as NLTK 3.10's `sent_tokenize` does with its English Punkt model.
 *
 * Source: Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection" (2006), with NLTK's realignment of
 * closing quotes and brackets.
 *
 * @example
 * splitSentences("It opens at 9 a.m. Tickets cost $5. Dr. Who came."); // ["It opens at 9 a.m. Tickets cost $5.", "Dr. Who came."]
 */
export function splitSentences(text: string): string[] {
  const parameters = (loaded ??= loadParameters());
  const spans = [...findSpans(text, parameters)];
  const sentences: string[] = [];
  let shift = 0;
  spans.forEach(([from, to], index) => {
    const start = from + shift;
    const next = spans[index + 1];
    shift = 0;
    if (next !== undefined) {
      CLOSING.lastIndex = 0;
      const closing = CLOSING.exec(text.slice(...next))?.[0];
      if (closing !== undefined) {
        sentences.push(text.slice(start, next[0] + trimEnd(closing).length));
        shift = closing.length;
        return;
      }
    }
    if (start < to) sentences.push(text.slice(start, to));
  });
  return sentences;
}

function loadParameters(): Parameters {
  const sections = readDataFile("english-sentences.txt");
  const lines = (name: string): readonly string[] => sections.get(name) ?? [];
  const cases = new Map<string, number>();
  for (const [name, content] of sections) {
    if (!name.startsWith("case ")) continue;
    for (const line of content) for (const word of line.split(" ")) cases.set(word, Number(name.slice(5)));
  }
  return {
    abbreviations: new Set(lines("abbreviations")),
    collocations: new Set(lines("collocations")),
    starters: new Set(lines("sentence starters")),
    cases,
  };
}

function* findSpans(text: string, parameters: Parameters): Generator<[number, number]> {
  let start = 0;
  for (const { end, context, next } of findCandidates(text)) {
    if (!containsBreak(context, parameters)) continue;
    yield [start, end];
    start = next ?? end;
  }
  yield [start, trimEnd(text).length];
}

interface Candidate {
  readonly end: number;
  /** The word before the mark, the mark, and what follows it. */
  readonly context: string;
  /** Where the next word starts, when white space comes first. */
  readonly next: number | undefined;
}

/** Marks that may end a sentence; of several within one word, only the last. */
function* findCandidates(text: string): Generator<Candidate> {
  let previous: { start: number; end: number; candidate: Candidate } | undefined;
  for (const match of text.matchAll(CANDIDATE)) {
    const at = match.index;
    const searchedFrom = previous?.end ?? 0;
    const before = text.slice(searchedFrom, at);
    const space = before.search(/[ \t\n\r\v\f][^ \t\n\r\v\f]*$/);
    const wordStart = space > 0 ? searchedFrom + space + 1 : (previous?.start ?? 0);
    if (previous !== undefined && previous.end <= wordStart) yield previous.candidate;
    previous = {
      start: wordStart,
      end: at,
      candidate: {
        end: at + 1,
        context: text.slice(wordStart, at + 1) + match.groups!["after"]!,
        next: match.indices!.groups!["next"]?.[0],
      },
    };
  }
  if (previous !== undefined) yield previous.candidate;
}

function containsBreak(context: string, parameters: Parameters): boolean {
  const tokens = context
    .split("\n")
    .flatMap((line) => (line.match(WORD) ?? []).map((word) => toToken(word, parameters)));
  return tokens.some((token, index) => {
    const next = tokens[index + 1];
    if (next === undefined) return false;
    reconsider(token, next, parameters);
    return token.isBreak;
  });
}

function toToken(text: string, { abbreviations }: Parameters): Token {
  const lower = text.toLowerCase();
  const token: Token = {
    text,
    type: NUMBER.test(lower) ? "##number##" : lower,
    endsWithPeriod: text.endsWith("."),
    isEllipsis: /^\.\.+$/.test(text),
    isAbbreviation: false,
    isBreak: text === "." || text === "?" || text === "!",
  };
  if (!token.isBreak && !token.isEllipsis && token.endsWithPeriod && !text.endsWith("..")) {
    const stem = lower.slice(0, -1);
    token.isAbbreviation = abbreviations.has(stem) || abbreviations.has(stem.slice(stem.lastIndexOf("-") + 1));
    token.isBreak = !token.isAbbreviation;
  }
  return token;
}

const withoutPeriod = (type: string): string => (type.length > 1 && type.endsWith(".") ? type.slice(0, -1) : type);
const typeInSentence = (token: Token): string => (token.isBreak ? withoutPeriod(token.type) : token.type);

/** Second pass (section 4 of the paper): the word after decides about abbreviations, initials and numbers. */
function reconsider(token: Token, next: Token, parameters: Parameters): void {
  if (!token.endsWithPeriod) return;
  const type = withoutPeriod(token.type);
  const nextType = typeInSentence(next);
  const isInitial = INITIAL.test(token.text);
  const nextIsUpper = /^[A-Z]/.test(next.text);
  const markAbbreviation = (): void => {
    token.isBreak = false;
    token.isAbbreviation = true;
  };
  if (parameters.collocations.has(`${type}\t${nextType}`)) return markAbbreviation();
  const starts = startsSentence(next, parameters);
  if ((token.isAbbreviation || token.isEllipsis) && !isInitial) {
    if (starts === true || (nextIsUpper && parameters.starters.has(nextType))) {
      token.isBreak = true;
      return;
    }
  }
  if (isInitial || type === "##number##") {
    if (starts === false) return markAbbreviation();
    const seen = parameters.cases.get(nextType) ?? 0;
    if (starts === undefined && isInitial && nextIsUpper && !(seen & SEEN.lower)) markAbbreviation();
  }
}

/** Whether the letter case of a word speaks for a new sentence; `undefined` when it says nothing. */
function startsSentence(token: Token, { cases }: Parameters): boolean | undefined {
  if (/^[;:,.!?]$/.test(token.text)) return false;
  const seen = cases.get(typeInSentence(token)) ?? 0;
  if (/^[A-Z]/.test(token.text) && seen & SEEN.lower && !(seen & SEEN.middleUpper)) return true;
  if (/^[a-z]/.test(token.text) && (seen & SEEN.upper || !(seen & SEEN.startLower))) return false;
  return undefined;
}

const trimEnd = (text: string): string => text.replace(new RegExp(`${SPACE}+$`), "");
