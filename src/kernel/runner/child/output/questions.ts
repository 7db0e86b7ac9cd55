import { TunelabError } from "../../../../core/essentials/index.js";
import { currentCell } from "../cell-context.js";
import { InterruptError } from "../interrupt/interrupt-error.js";
import { sendToKernel } from "./outbox.js";
import { say } from "../../../../texts/kernel/index.js";

const waiting = new Map<number, (answer: string) => void>();
let count = 0;

/**
 * Asks the person for a line of text and waits for it.
 *
 * Throws `stdin_not_allowed` where nobody answers (nbconvert, papermill), and rejects when the cell is interrupted.
 */
export function askPerson(prompt: string, secret: boolean): Promise<string> {
  const cell = currentCell();
  if (cell === undefined || !cell.canAsk) {
    return Promise.reject(
      new TunelabError(say("cells.nobodyAnswers", { prompt: JSON.stringify(prompt) }), {
        code: "stdin_not_allowed",
        hint: say("cells.nobodyAnswersHint"),
      }),
    );
  }
  if (cell.state === "interrupted") return Promise.reject(new InterruptError());
  const ask = ++count;
  return new Promise<string>((resolve, reject) => {
    const stop = (): void => {
      waiting.delete(ask);
      reject(new InterruptError());
    };
    cell.pending.add(stop);
    waiting.set(ask, (answer) => {
      waiting.delete(ask);
      cell.pending.delete(stop);
      resolve(answer);
    });
    sendToKernel({ type: "ask", cell: cell.id, ask, prompt, secret });
  });
}

/** Hands in an answer; one that nobody waits for any more is dropped. */
export const receiveAnswer = (ask: number, answer: string): void => waiting.get(ask)?.(answer);
