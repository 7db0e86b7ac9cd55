import { computed, effect, signal } from "@preact/signals";
import type { CallFailure } from "../../api/failure.js";
import { recallHere, rememberHere } from "../../state/remember.js";

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
export const turns = signal<readonly Turn[]>(recallJson<{ turns: readonly Turn[] }>("chat turns", { turns: [] }).turns);

/** The question that is being typed. */
export const question = signal(recallHere("chat question") ?? "");

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
    const finished = turns.value.filter(({ answers }) =>
      Object.values(answers).every(({ state }) => state === "done" || state === "stopped"),
    );
    rememberHere("chat turns", finished.length === 0 ? undefined : JSON.stringify({ turns: finished }));
  });
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
