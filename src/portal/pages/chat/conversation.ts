import { computed, signal } from "@preact/signals";
import { ask, parameterOf } from "./ask.js";
import { messagesFor, parameters, question as typed, saved, turns } from "./chat-state.js";
import type { Answer, Turn } from "./turn.js";

let running: AbortController | undefined;

/** The deployment whose answer is awaited. */
export const beingAsked = signal<string | undefined>(undefined);
export const isAnswering = computed(() => beingAsked.value !== undefined);
/** The last finished answer, for the region that screen readers speak. */
export const spoken = signal("");

/** Stops what is being written; what is there stays. */
export function stopAnswer(): void {
  running?.abort();
}

/** Forgets the conversation; the set-up stays. */
export function clearChat(): void {
  stopAnswer();
  turns.value = [];
}

/** Asks every deployment, one after the other: each then has the whole computer, and its speed can be compared. */
export async function sendQuestion(question: string, deployments: readonly string[]): Promise<void> {
  if (isAnswering.peek() || deployments.length === 0) return;
  const controller = new AbortController();
  running = controller;
  beingAsked.value = deployments[0];
  const past = turns.peek();
  const setup = saved.peek();
  const pastMessages = parameterOf("past_messages", parameters.peek());
  const index = past.length;
  const waiting: Answer = { text: "", state: "waiting" };
  turns.value = [...past, { user: question, answers: Object.fromEntries(deployments.map((name) => [name, waiting])) }];

  const show = (deployment: string, answer: Answer): void => {
    turns.value = turns
      .peek()
      .map((turn, at) => (at === index ? { ...turn, answers: { ...turn.answers, [deployment]: answer } } : turn));
  };
  for (const deployment of deployments) {
    if (controller.signal.aborted) {
      show(deployment, { text: "", state: "stopped" });
      continue;
    }
    beingAsked.value = deployment;
    const messages = messagesFor(deployment, setup, past, question, pastMessages);
    const draw = everyFrame((answer: Answer) => show(deployment, answer));
    const answer = await ask(deployment, messages, parameters.peek(), controller.signal, draw.show);
    draw.cancel();
    // A cleared conversation has no such turn any more.
    if (turns.peek()[index]?.user !== question) break;
    show(deployment, answer);
    spoken.value = answer.text;
  }
  beingAsked.value = undefined;
  giveBack(turns.peek()[index], question);
}

/** Puts a question that no deployment answered back into its field, unless another is there: it need not be typed again. */
function giveBack(turn: Turn | undefined, question: string): void {
  if (turn?.user !== question || typed.peek() !== "") return;
  if (Object.values(turn.answers).every(({ state, text }) => state === "failed" && text === "")) typed.value = question;
}

/** Draws at most once a frame: a fast model writes more often than a screen shows. */
function everyFrame(draw: (answer: Answer) => void): {
  readonly show: (answer: Answer) => void;
  readonly cancel: () => void;
} {
  let next: Answer | undefined;
  let frame = 0;
  return {
    show: (answer) => {
      next = answer;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        draw(next!);
      });
    },
    cancel: () => cancelAnimationFrame(frame),
  };
}
