import { labelled, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { widgets, type Widget } from "../../widgets/index.js";
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
    max: 2,
    step: 0.1,
    value: chat.parameters.temperature ?? 1,
    ...LAYOUT,
    width: "32em",
  });
  const message = widgets.text({ label: say("playground.messageLabel"), ...LAYOUT });
  const turns = widgets.output();
  let stop: AbortController | undefined;

  const send = async (): Promise<void> => {
    if (stop !== undefined) return;
    stop = new AbortController();
    [sendButton.disabled, stopButton.disabled] = [true, false];
    try {
      await turns.capture(async () => {
        const shots = readExamples(examples.value);
        chat.systemMessage = system.value.trim() === "" ? undefined : system.value;
        chat.examples = shots;
        chat.parameters = { ...chat.parameters, temperature: temperature.value };
        await chat.send(message.value, { signal: stop?.signal });
      });
      message.value = "";
    } catch (error) {
      // What Stop ends is shown as a turn without an answer.
      if (!stop.signal.aborted) turns.print(sentencesOf(error));
    } finally {
      stop = undefined;
      [sendButton.disabled, stopButton.disabled] = [false, true];
    }
  };
  const sendButton = widgets.button({ label: say("playground.sendLabel") }).onClick(send);
  const stopButton = widgets
    .button({ label: say("playground.stopLabel"), disabled: true })
    .onClick(() => stop?.abort(new DOMException(say("playground.stopped"), "AbortError")));
  const again = widgets.button({ label: say("playground.restartLabel") }).onClick(() => {
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
