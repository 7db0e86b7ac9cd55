import { computed, effect, signal } from "@preact/signals";
import { recallHere, rememberHere } from "../../state/remember.js";
import { hasEnded, readTurns, writeTurns } from "./kept-turns.js";
import type { Turn } from "./turn.js";

/** A question and its answer that a model is shown before the conversation. */
export interface Example {
  readonly user: string;
  readonly assistant: string;
}

/** What the assistant is told before the conversation. */
export interface Setup {
  readonly systemMessage: string;
  readonly examples: readonly Example[];
}

/** Names of the numbers that say how answers are drawn. */
export const PARAMETERS = [
  "max_tokens",
  "temperature",
  "top_p",
  "frequency_penalty",
  "presence_penalty",
  "past_messages",
] as const;
export type ParameterName = (typeof PARAMETERS)[number];

/** What was typed for each number, and the text at which an answer stops; empty leaves it to the service. */
export type ParameterTexts = Readonly<Record<ParameterName | "stop", string>>;

const EMPTY: Setup = { systemMessage: "", examples: [] };
const NO_PARAMETERS: ParameterTexts = {
  max_tokens: "",
  temperature: "",
  top_p: "",
  frequency_penalty: "",
  presence_penalty: "",
  past_messages: "",
  stop: "",
};

function recallJson<Value>(name: string, otherwise: Value): Value {
  try {
    return { ...otherwise, ...(JSON.parse(recallHere(name) ?? "{}") as Value) };
  } catch {
    return otherwise;
  }
}

/** What is sent, and what is being written: the two differ until “Save changes” and its dialog. */
export const saved = signal<Setup>(recallJson("chat setup", EMPTY));
export const draft = signal<Setup>(recallJson("chat draft", saved.peek()));
export const parameters = signal<ParameterTexts>(recallJson("chat parameters", NO_PARAMETERS));
const kept = readTurns(recallHere("chat turns"));
export const turns = signal<readonly Turn[]>(kept.turns);

/** The question that is being typed, or one that the page was left with before anything answered it. */
export const question = signal(recallHere("chat question") ?? kept.unanswered ?? "");

export const isUnsaved = computed(() => JSON.stringify(saved.value) !== JSON.stringify(draft.value));

let isKept = false;

/** Keeps the set-up, the conversation and what is being typed in this browser from now on. */
export function keepChat(): void {
  if (isKept) return;
  isKept = true;
  effect(() => rememberHere("chat setup", JSON.stringify(saved.value)));
  effect(() => rememberHere("chat draft", isUnsaved.value ? JSON.stringify(draft.value) : undefined));
  effect(() => rememberHere("chat question", question.value || undefined));
  effect(() => rememberHere("chat parameters", JSON.stringify(parameters.value)));
  effect(() => {
    // Not at every word: what has come of an answer by then is kept when the page goes.
    const isWriting = turns.value.some(({ answers }) =>
      Object.values(answers).some(({ state }) => state === "writing"),
    );
    if (!isWriting) keepTurns();
  });
  addEventListener("pagehide", keepTurns);
}

/** A turn whose answers are still to come is this tab's alone: another one cannot go on with it. */
function keepTurns(): void {
  const all = turns.peek();
  rememberHere("chat turns", writeTurns(all), writeTurns(all.filter(hasEnded)));
}

/** Takes the draft over and begins a new session, as the labs' playground does. */
export function saveSetup(): void {
  saved.value = draft.value;
  turns.value = [];
}

/** A message as the service takes it. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/**
 * What is sent to a deployment for a new question: system message, examples, its own past turns, the question.
 *
 * @param pastMessages how many of the past messages go along, all when `undefined`
 */
export function messagesFor(
  deployment: string,
  setup: Setup,
  past: readonly Turn[],
  question: string,
  pastMessages?: number,
): ChatMessage[] {
  const history = past.flatMap(({ user, answers }): ChatMessage[] => {
    const answer = answers[deployment];
    if (answer === undefined || answer.text === "") return [];
    return [
      { role: "user", content: user },
      { role: "assistant", content: answer.text },
    ];
  });
  const kept = pastMessages === undefined ? history : pastMessages === 0 ? [] : history.slice(-pastMessages);
  return [
    ...(setup.systemMessage === "" ? [] : [{ role: "system" as const, content: setup.systemMessage }]),
    ...setup.examples
      .filter(({ user, assistant }) => user !== "" && assistant !== "")
      .flatMap(({ user, assistant }): ChatMessage[] => [
        { role: "user", content: user },
        { role: "assistant", content: assistant },
      ]),
    ...kept,
    { role: "user", content: question },
  ];
}
