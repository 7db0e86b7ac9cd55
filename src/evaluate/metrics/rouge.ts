/** Which units ROUGE compares: word n-grams, the longest common subsequence, or that per line of a summary. */
export type RougeType = "rouge1" | "rouge2" | "rouge3" | "rouge4" | "rouge5" | "rougeL" | "rougeLsum";

/** All from 0 to 1, higher is better. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  readonly fmeasure: number;
}

/** A text cut into ROUGE's tokens once, for several types. */
export interface RougeText {
  readonly tokens: readonly string[];
  /** One list per line that is not empty, for rougeLsum. */
  readonly lines: readonly (readonly string[])[];
}

const NO_SCORE: RougeScore = { precision: 0, recall: 0, fmeasure: 0 };

/**
 * Cuts a text into lower-case runs of ASCII letters and digits, as rouge-score 0.1.2's default tokenizer does; letters
 * with accents separate.
 *
 * @example
 * tokenizeForRouge("Où est Lisbon?").tokens; // ["o", "est", "lisbon"]
 */
export function tokenizeForRouge(text: string): RougeText {
  const cut = (part: string): string[] => part.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const tokens = cut(text);
  const lines = text.includes("\n")
    ? text
        .split("\n")
        .filter((line) => line !== "")
        .map(cut)
    : [tokens];
  return { tokens, lines: text === "" ? [] : lines };
}

/**
 * Compares a prediction with a target by ROUGE without a stemmer; 0 when either has no tokens.
 *
 * Equals rouge-score 0.1.2 and, through it, `rouge*` of MLflow 3.17.2 (Lin, 2004). rougeLsum takes each line as a
 * sentence.
 *
 * @example
 * scoreRouge("The capital of Portugal is Lisbon.", "Lisbon is the capital of Portugal.", "rouge2").fmeasure; // 0.6
 */
export function scoreRouge(prediction: string | RougeText, target: string | RougeText, type: RougeType): RougeScore {
  const answer = typeof prediction === "string" ? tokenizeForRouge(prediction) : prediction;
  const truth = typeof target === "string" ? tokenizeForRouge(target) : target;
  // Of one line each, the union of subsequences is the longest one itself, which needs no backtracking.
  const isOneLine = answer.lines.length === 1 && truth.lines.length === 1;
  if (type === "rougeL" || (type === "rougeLsum" && isOneLine)) {
    const common = longestCommonSubsequence(truth.tokens, answer.tokens);
    return toScore(common, answer.tokens.length, truth.tokens.length);
  }
  if (type === "rougeLsum") return scoreSummary(answer.lines, truth.lines);
  return scoreNgrams(answer.tokens, truth.tokens, Number(type.slice("rouge".length)));
}

function scoreNgrams(answer: readonly string[], truth: readonly string[], n: number): RougeScore {
  const left = countNgrams(truth, n);
  let common = 0;
  for (let i = 0; i + n <= answer.length; i += 1) {
    const ngram = ngramAt(answer, i, n);
    const count = left.get(ngram) ?? 0;
    if (count === 0) continue;
    common += 1;
    left.set(ngram, count - 1);
  }
  return toScore(common, Math.max(answer.length - n + 1, 0), Math.max(truth.length - n + 1, 0));
}

function countNgrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i += 1) {
    const ngram = ngramAt(tokens, i, n);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

function ngramAt(tokens: readonly string[], start: number, n: number): string {
  let ngram = tokens[start]!;
  for (let i = start + 1; i < start + n; i += 1) ngram += ` ${tokens[i]!}`;
  return ngram;
}

// A division by zero cannot happen apart from no tokens at all: rouge-score answers 0 there.
function toScore(common: number, answerLength: number, truthLength: number): RougeScore {
  const precision = common / Math.max(answerLength, 1);
  const recall = common / Math.max(truthLength, 1);
  if (precision + recall === 0) return NO_SCORE;
  return { precision, recall, fmeasure: (2 * precision * recall) / (precision + recall) };
}

/** Length of the longest common subsequence in one row of memory. */
function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  const [rows, columns] = toNumbers(a, b);
  const lengths = new Uint32Array(columns.length + 1);
  for (const row of rows) {
    let diagonal = 0;
    for (let j = 1; j <= columns.length; j += 1) {
      const above = lengths[j]!;
      if (row === columns[j - 1]) lengths[j] = diagonal + 1;
      else if (lengths[j - 1]! > above) lengths[j] = lengths[j - 1]!;
      diagonal = above;
    }
  }
  return lengths[columns.length]!;
}

/** The union-LCS of summary level: per target line, tokens covered by any line of the answer, each token used once. */
function scoreSummary(answer: readonly (readonly string[])[], truth: readonly (readonly string[])[]): RougeScore {
  const answerLength = answer.reduce((sum, line) => sum + line.length, 0);
  const truthLength = truth.reduce((sum, line) => sum + line.length, 0);
  if (answerLength === 0 || truthLength === 0) return NO_SCORE;
  const answerLeft = countNgrams(answer.flat(), 1);
  const truthLeft = countNgrams(truth.flat(), 1);
  let hits = 0;
  for (const line of truth) {
    const covered = new Set<number>();
    for (const other of answer) for (const index of findCommonIndices(line, other)) covered.add(index);
    for (const index of [...covered].sort((a, b) => a - b)) {
      const token = line[index]!;
      const inAnswer = answerLeft.get(token) ?? 0;
      const inTruth = truthLeft.get(token) ?? 0;
      if (inAnswer === 0 || inTruth === 0) continue;
      hits += 1;
      answerLeft.set(token, inAnswer - 1);
      truthLeft.set(token, inTruth - 1);
    }
  }
  return toScore(hits, answerLength, truthLength);
}

/** Positions in `a` of one longest common subsequence with `b`, the one that rouge-score's backtracking finds. */
function findCommonIndices(a: readonly string[], b: readonly string[]): number[] {
  const [rows, columns] = toNumbers(a, b);
  const width = columns.length + 1;
  const table = new Uint32Array((rows.length + 1) * width);
  for (let i = 1; i <= rows.length; i += 1) {
    for (let j = 1; j < width; j += 1) {
      table[i * width + j] =
        rows[i - 1] === columns[j - 1]
          ? table[(i - 1) * width + j - 1]! + 1
          : Math.max(table[(i - 1) * width + j]!, table[i * width + j - 1]!);
    }
  }
  const indices: number[] = [];
  let i = rows.length;
  let j = columns.length;
  while (i > 0 && j > 0) {
    if (rows[i - 1] === columns[j - 1]) {
      indices.push(i - 1);
      i -= 1;
      j -= 1;
    } else if (table[i * width + j - 1]! > table[(i - 1) * width + j]!) j -= 1;
    else i -= 1;
  }
  return indices;
}

/** Numbers instead of strings make the inner loops several times faster. */
function toNumbers(a: readonly string[], b: readonly string[]): [Uint32Array, Uint32Array] {
  const ids = new Map<string, number>();
  const convert = (tokens: readonly string[]): Uint32Array => {
    const numbers = new Uint32Array(tokens.length);
    for (let i = 0; i < tokens.length; i += 1) {
      let id = ids.get(tokens[i]!);
      if (id === undefined) ids.set(tokens[i]!, (id = ids.size));
      numbers[i] = id;
    }
    return numbers;
  };
  return [convert(a), convert(b)];
}
