import { labelled, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { type Control, widgets, type Widget } from "../../widgets/index.js";
import type { ChatParameters } from "./chat-parameters.js";
import type { FewShotExample } from "./few-shot-example.js";

/** The conversation that a form is for. */
export interface PanelConversation {
  systemMessage: string | undefined;
  examples: readonly FewShotExample[];
  parameters: ChatParameters;
  send(text: string, options: { readonly signal?: AbortSignal | undefined }): Promise<unknown>;
  restart(): void;
}

/** Between a question and its answer, in the field of examples. */
const ARROW = "=>";
const HIGHEST_TEMPERATURE = 2;

/** Labels in one column, in every language. */
const LAYOUT = { width: "95%", labelWidth: "8em" } as const;

/**
 * A form for a conversation: system message, examples, temperature, a message with Send and Stop, and the turns below. It is
 * another way to the same conversation as `chat.send`.
 */
export function chatPanel(chat: PanelConversation): Widget {
  const system = widgets.textArea({
    label: say("playground.systemLabel"),
    value: chat.systemMessage ?? "",
    rows: 3,
    ...LAYOUT,
  });
  const examples = widgets.textArea({
    label: say("playground.examplesLabel"),
    value: writeExamples(chat.examples),
    placeholder: say("playground.examplesPlaceholder", { arrow: ARROW }),
    rows: 3,
    ...LAYOUT,
  });
  const temperature = widgets.slider({
    label: say("playground.temperatureLabel"),
    max: HIGHEST_TEMPERATURE,
    step: 0.1,
    value: shownTemperature(chat),
    ...LAYOUT,
    width: "32em",
  });
  const message = widgets.text({ label: say("playground.messageLabel"), ...LAYOUT });
  const turns = widgets.output();
  const fields = [
    // First, as it may refuse what is written there: nothing is taken over then.
    new Followed(
      examples,
      () => writeExamples(chat.examples),
      (text) => (chat.examples = readExamples(text)),
    ),
    new Followed(
      system,
      () => chat.systemMessage ?? "",
      (text) => (chat.systemMessage = text === "" ? undefined : text),
    ),
    new Followed(
      temperature,
      () => shownTemperature(chat),
      (value) => {
        chat.parameters = { ...chat.parameters, temperature: value };
      },
    ),
  ];
  let stop: AbortController | undefined;

  const send = async (): Promise<void> => {
    const text = message.value;
    if (stop !== undefined || text.trim() === "") return;
    const sending = (stop = new AbortController());
    [sendButton.disabled, stopButton.disabled] = [true, false];
    // What is written while the answer comes is the next message.
    message.value = "";
    try {
      await turns.capture(async () => {
        for (const field of fields) field.takeOver();
        await chat.send(text, { signal: sending.signal });
      });
    } catch (error) {
      if (message.value === "") message.value = text;
      // What Stop ends is shown as a turn that was stopped.
      if (!sending.signal.aborted) turns.print(sentencesOf(error));
    } finally {
      stop = undefined;
      [sendButton.disabled, stopButton.disabled] = [false, true];
    }
  };
  const stopSending = (): void => stop?.abort(new DOMException(say("playground.stopped"), "AbortError"));
  const sendButton = widgets.button({ label: say("playground.sendLabel") }).onClick(send);
  const stopButton = widgets.button({ label: say("playground.stopLabel"), disabled: true }).onClick(stopSending);
  const again = widgets.button({ label: say("playground.restartLabel") }).onClick(() => {
    stopSending();
    chat.restart();
    turns.clear();
  });
  // Enter in the line of text.
  message.onMessage((content) => {
    if ((content as { readonly event?: unknown } | null)?.event === "submit") return send();
  });
  const buttons = widgets.box([sendButton, stopButton, again], { horizontal: true });
  return widgets.box([system, examples, temperature, message, buttons, turns]);
}

/** A field that shows what the conversation has, until somebody writes something else into it. */
class Followed<Value> {
  readonly #control: Control<Value>;
  readonly #read: () => Value;
  readonly #write: (value: Value) => void;
  #shown: Value;

  constructor(control: Control<Value>, read: () => Value, write: (value: Value) => void) {
    this.#control = control;
    this.#read = read;
    this.#write = write;
    this.#shown = control.value;
  }

  /** Gives the conversation what was written here; shows what it has. */
  takeOver(): void {
    if (this.#control.value !== this.#shown) this.#write(this.#control.value);
    this.#shown = this.#read();
    this.#control.value = this.#shown;
  }
}

/** Where nothing is set the provider's own default, which is 1. */
const shownTemperature = ({ parameters: { temperature = 1 } }: PanelConversation): number =>
  Math.min(Math.max(temperature, 0), HIGHEST_TEMPERATURE);

const writeExamples = (examples: readonly FewShotExample[]): string =>
  examples.map(({ user, assistant }) => `${oneLine(user)} ${ARROW} ${oneLine(assistant)}`).join("\n");

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ");

/**
 * Reads examples, one a line: `question => answer`. Throws `invalid_option` with the line's number.
 *
 * @example
 * readExamples("Capital of France? => Paris, dear reader."); // [{ user: "Capital of France?", assistant: "Paris, dear reader." }]
 */
export function readExamples(text: string): FewShotExample[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const [user = "", ...rest] = line.split(ARROW);
    const example = { user: user.trim(), assistant: rest.join(ARROW).trim() };
    if (example.user !== "" && example.assistant !== "") return [example];
    throw new TunelabError(say("playground.badExample", { line: index + 1 }), {
      code: "invalid_option",
      hint: say("playground.badExampleHint", { form: say("playground.examplesPlaceholder", { arrow: ARROW }) }),
    });
  });
}

const sentencesOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { hint } = error as { readonly hint?: unknown };
  return typeof hint === "string" ? `${error.message}\n${hint}` : labelled(error.name, error.message);
};
