/** A question and the answer that the model is shown as an example. */
export interface FewShotExample {
  readonly user: string;
  readonly assistant: string;
}
