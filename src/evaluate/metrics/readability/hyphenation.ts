interface Pattern {
  readonly offset: number;
  readonly values: readonly number[];
}

/** Liang's hyphenation patterns, ready for look-up. */
export interface HyphenationPatterns {
  readonly byLetters: ReadonlyMap<string, Pattern>;
  readonly longest: number;
}

const LEAST_BEFORE = 2;
const LEAST_AFTER = 2;

/**
 * Reads patterns in the form of `hyph_*.dic`, one per line (`.ach4`, `a2d`): letters, and between them digits that
 * vote for (odd) or against (even) a hyphen; the highest vote counts (F. M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983).
 *
 * @example
 * readHyphenationPatterns("a2d\n").byLetters.get("ad"); // { offset: 1, values: [2] }
 */
export function readHyphenationPatterns(text: string): HyphenationPatterns {
  const byLetters = new Map<string, Pattern>();
  let longest = 0;
  for (const line of text.split("\n")) {
    const letters: string[] = [];
    const votes: number[] = [];
    for (const [, digit, letter] of line.matchAll(/(\d?)(\D?)/gu)) {
      letters.push(letter!);
      votes.push(digit === "" ? 0 : Number(digit));
    }
    const first = votes.findIndex((vote) => vote > 0);
    if (first === -1) continue;
    const last = votes.findLastIndex((vote) => vote > 0);
    const key = letters.join("");
    byLetters.set(key, { offset: first, values: votes.slice(first, last + 1) });
    longest = Math.max(longest, key.length);
  }
  return { byLetters, longest };
}

/**
 * Counts the places where a word may be hyphenated, at least two letters from either end, as pyphen 0.18.1 does.
 *
 * @example
 * countHyphenationPoints(patterns, "tejo"); // 1
 */
export function countHyphenationPoints(patterns: HyphenationPatterns, word: string): number {
  const letters = [".", ...word, "."];
  const votes = new Uint8Array(letters.length + 1);
  for (let start = 0; start < letters.length - 1; start += 1) {
    let key = "";
    const stop = Math.min(start + patterns.longest, letters.length);
    for (let end = start; end < stop; end += 1) {
      key += letters[end]!;
      const pattern = patterns.byLetters.get(key);
      if (pattern === undefined) continue;
      const { offset, values } = pattern;
      for (let i = 0; i < values.length; i += 1) {
        const at = start + offset + i;
        if (values[i]! > votes[at]!) votes[at] = values[i]!;
      }
    }
  }
  let points = 0;
  const length = letters.length - 2;
  for (let at = LEAST_BEFORE + 1; at <= length - LEAST_AFTER + 1; at += 1) points += votes[at]! % 2;
  return points;
}
