/** Small numbers as words, which a model may write as digits. */
const WORDS = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

/** A clause that is longer says more than a fact. */
const MOST_WORDS = 8;

/**
 * What an expected answer states before it goes on in its own manner: its first clause, without "about" or an article.
 * `undefined` where that clause is a whole sentence, whose words an answer need not share.
 *
 * @example
 * expectedFact("About 206, dear reader. You never counted?"); // "206"
 */
export function expectedFact(expected: string): string | undefined {
  const [clause = ""] = expected.split(/[,.;:!?](?=\s|$)/);
  const fact = clause.trim().replace(/^(about|around|roughly|only|in|a|an|the)\s+/i, "");
  return fact === "" || fact.split(/\s+/).length > MOST_WORDS ? undefined : fact;
}

/**
 * Whether an answer contains a fact: its numbers where it has some, else its words in their order; case, accents,
 * punctuation, and whether a small number is a word or digits, do not count.
 *
 * @example
 * containsFact("There are 4 strings.", "Four"); // true
 */
export function containsFact(answer: string, fact: string): boolean {
  const [given, wanted] = [simplify(answer), simplify(fact)];
  const numbers = wanted.match(/\d+/g);
  const parts = numbers ?? [wanted];
  return parts.every((part) => ` ${given} `.includes(` ${part} `));
}

function simplify(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/(\d)[,.\u202F\u00A0](?=\d{3}\b)/g, "$1")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .split(" ")
    .map((word) => (WORDS.includes(word) ? String(WORDS.indexOf(word)) : word))
    .join(" ");
}
