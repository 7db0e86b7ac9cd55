const FUNCTION_WORDS = new Set(
  (
    "the a an and or but of in on at by for from with to as into is was are were be been being has had have he she it they " +
    "his her its their this that these those who which when where while after before during not also i we you him them there " +
    "o os um uma e ou de do da dos das em no na nos nas por para com como foi era são ser ele ela eles elas seu sua seus suas " +
    "que quando onde depois antes não também se ao aos à às pelo pela " +
    "le la les un une des et du dans sur par pour avec est fut était sont il elle ils elles son sa ses leur leurs ce cette " +
    "ces qui que où quand après avant pendant ne pas au aux en l d"
  ).split(" "),
);

const ABBREVIATION = /(?:^|[\s(])(?:\p{Lu}|Dr|Mr|Mrs|Ms|St|Sr|Sra|Dra|Prof|Mme|Mlle|No|Nr|vs|approx|ca|cf)\.\s*$/u;

/** A stretch of a sentence that could be an answer. */
export interface AnswerSpan {
  readonly text: string;
  readonly start: number;
  readonly kind: "date" | "number" | "name";
}

/**
 * Cuts a text into sentences that a question can be made of: 6 to 45 words, complete, each once.
 *
 * @example
 * findSentences("Ada wrote the first program in 1843, as notes. Yes."); // ["Ada wrote the first program in 1843, as notes."]
 */
export function findSentences(text: string, language = "en"): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  const pieces: string[] = [];
  for (const { segment } of segmenter.segment(text.replace(/\s+/g, " "))) {
    const previous = pieces.at(-1);
    // The segmenter breaks after abbreviations and initials: "J. R. R. Tolkien", "Dr. Watson".
    if (previous !== undefined && ABBREVIATION.test(previous)) {
      pieces[pieces.length - 1] = previous + segment;
    } else pieces.push(segment);
  }
  const sentences = pieces
    .map((piece) => piece.trim())
    .filter((piece) => {
      const words = piece.split(" ").length;
      return words >= 6 && words <= 45 && /[.!]["”»)]?$/.test(piece);
    });
  return [...new Set(sentences)];
}

const MONTH =
  "(?:January|February|March|April|May|June|July|August|September|October|November|December|janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)";

/**
 * Lists stretches of a sentence that could answer a question about it: dates, numbers, and names that do not begin it.
 *
 * @example
 * findSpans("She won the Nobel Prize in Chemistry in 1911.").map((span) => span.text); // ["1911", "Nobel Prize", "Chemistry"]
 */
export function findSpans(sentence: string): AnswerSpan[] {
  const spans: AnswerSpan[] = [];
  const add = (kind: AnswerSpan["kind"], pattern: RegExp): void => {
    for (const match of sentence.matchAll(pattern)) {
      const text = match[0].replace(/(?:['’]s)?[\s,;:.]*$/, "");
      const overlaps = spans.some(
        (span) => match.index < span.start + span.text.length && span.start < match.index + text.length,
      );
      if (text === "" || overlaps || FUNCTION_WORDS.has(text.toLowerCase())) continue;
      spans.push({ text, start: match.index, kind });
    }
  };
  add(
    "date",
    new RegExp(`(?:\\d{1,2} (?:de )?)?(?<!\\p{L})${MONTH}(?!\\p{L})(?: \\d{1,2},)?(?: (?:de )?\\d{4})?`, "gu"),
  );
  add("date", /(?<![\d.,])(?:1\d|20)\d{2}(?![\d.,]\d|\d)/gu);
  add("number", /(?<![\d.,])\d[\d.,]*(?= \p{Ll})/gu);
  add("name", /(?<=\S )\p{Lu}[\p{L}'’-]*(?: (?:of |de |da |do |du |la |le |des )?\p{Lu}[\p{L}'’-]*)*/gu);
  return spans;
}

/**
 * The person or thing that a text is about: the name that its first sentence begins with, else "".
 *
 * @example
 * findTopic("Ada Lovelace was an English mathematician."); // "Ada Lovelace"
 */
export function findTopic(text: string): string {
  return /^\s*(\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)*)/u.exec(text)?.[1] ?? "";
}

/** Puts the topic in the place of a pronoun that begins a sentence, so that the sentence can stand alone. */
export function withTopic(sentence: string, topic: string): string {
  if (topic === "") return sentence;
  return sentence.replace(/^(He|She)(?= )/, topic).replace(/^(His|Her)(?= \p{Ll})/u, `${topic}'s`);
}
