/** A generated question and the answer that it came with. */
export interface GeneratedPair {
  readonly query: string;
  readonly expectedResponse: string;
  /** The part of the text that the question is about. */
  readonly text: string;
}

/** What a strategy offers: questions for the start of conversations, and the turns after. */
export interface QuestionSource {
  readonly strategy: "prompt" | "sentences";
  generate(count: number, signal: AbortSignal): Promise<readonly GeneratedPair[]>;
  /**
   * The user's next turn, or `undefined` when there is nothing left to ask.
   *
   * @param index position of the conversation, from 0
   */
  nextTurn(
    conversation: {
      readonly index: number;
      readonly task: string | null;
      readonly history: readonly { readonly role: string; readonly content: string }[];
      /** A generated question to be put into the person's own words; only for a first turn with a task. */
      readonly opening?: string;
    },
    signal: AbortSignal,
  ): Promise<string | undefined>;
}
