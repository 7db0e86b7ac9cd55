import type { CallFailure } from "../../api/failure.js";

/** One model's answer in a turn. */
export interface Answer {
  readonly text: string;
  readonly state: "waiting" | "writing" | "done" | "stopped" | "failed";
  readonly failure?: CallFailure;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly tokensPerSecond?: number;
  readonly finishReason?: string;
}

/** A question and the answers to it, by deployment. */
export interface Turn {
  readonly user: string;
  readonly answers: Readonly<Record<string, Answer>>;
}
