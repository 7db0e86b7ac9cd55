/** What a judge can be asked about an answer. */
export type JudgeTask = "correctness" | "relevance" | "sufficiency" | "chunk_relevance";

/** The parts that a question to a judge is made of; which are needed depends on the task. */
export interface JudgeCase {
  readonly question?: string;
  readonly context?: string;
  readonly answer?: string;
  /** The right answer, or the facts that must be in it. */
  readonly expected?: string;
}

/** How likely a statement is with and without some evidence: the one form that every task is brought into. */
export interface EvidenceQuestion {
  /** Prompt that shows the evidence. */
  readonly withEvidence: string;
  /** The same without the evidence. */
  readonly withoutEvidence: string;
  /** The text whose likelihood is compared; begins with a space. */
  readonly statement: string;
  /** Text in which the statement's words are looked for. */
  readonly evidence: string;
}

/**
 * Says a judge's question as a comparison of likelihoods: does the evidence make the statement more likely?
 *
 * @example
 * toEvidenceQuestion("correctness", { expected: "It is hot.", question: "How is the oven?", answer: "Hot." }).statement; // " Hot."
 */
export function toEvidenceQuestion(task: JudgeTask, parts: JudgeCase): EvidenceQuestion {
  const { question = "", context = "", answer = "", expected = "" } = parts;
  switch (task) {
    case "correctness":
      return compare(expected, question, answer);
    case "sufficiency":
      return compare(context, question, expected);
    case "relevance":
      return {
        withEvidence: `Answer: ${answer}\nQuestion:`,
        withoutEvidence: "Question:",
        statement: ` ${question}`,
        evidence: answer,
      };
    case "chunk_relevance":
      return {
        withEvidence: `Text: ${context}\nQuestion:`,
        withoutEvidence: "Question:",
        statement: ` ${question}`,
        evidence: context,
      };
  }
}

function compare(evidence: string, question: string, statement: string): EvidenceQuestion {
  const asked = question === "" ? "" : `Question: ${question}\n`;
  return {
    withEvidence: `Text: ${evidence}\n${asked}Answer:`,
    withoutEvidence: `${asked}Answer:`,
    statement: ` ${statement}`,
    evidence: `${evidence} ${question}`,
  };
}
