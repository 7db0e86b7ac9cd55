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

/** Words that lead up to a fact and are none. */
const LEADING = new Set(
  "about around roughly only a an the in at by of to with is are was were has have had".split(" "),
);

/**
 * What an expected answer states before it goes on in its own manner: its first clause, without the words that lead up to
 * the fact, which are those of the question and small ones such as "is" or "about". `undefined` where what is left is as long
 * as a sentence, whose words an answer need not share.
 *
 * @param question that was asked. @default none: only small words lead up to the fact
 *
 * @example
 * expectedFact("About 206, dear reader. You never counted?"); // "206"
 * expectedFact("The capital of Brazil is Brasília, dear reader.", "What is the capital of Brazil?"); // "Brasília"
 */
export function expectedFact(expected: string, question = ""): string | undefined {
  const [clause = ""] = expected.split(/[,.;:!?](?=\s|$)/);
  const asked = simplify(question).split(" ");
  const leadsUp = (word: string): boolean => LEADING.has(word) || asked.some((other) => isSameWord(word, other));
  const words = clause.trim().split(/\s+/);
  const first = words.findIndex((word) => !leadsUp(simplify(word)));
  const fact = first < 0 ? "" : words.slice(first).join(" ");
  return fact === "" || words.length - first > MOST_WORDS ? undefined : fact;
}

/** Whether two simplified words are one, but for an ending: "stand" and "stands". */
function isSameWord(a: string, b: string): boolean {
  return a === b || a === `${b}s` || b === `${a}s`;
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
