import { escapeHtml, labelled, linkHtml, type DisplaySink, type MimeData } from "../../core/index.js";
import { display } from "../../display/index.js";
import { say } from "../../texts/index.js";

/** One model's answer in a turn. */
export interface ChatAnswer {
  /** Deployment or model that was asked. */
  readonly model: string;
  /** Name of the model that really answered. */
  readonly answeredBy: string;
  readonly text: string;
  readonly finishReason: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** The playground with the model, in the portal of the embedded service. */
  readonly page?: string;
}

/** Between two states of a text that is being written, in milliseconds. */
const REDRAW_MS = 80;

/** Shows a turn in one display that is updated while answers come in. */
export class TurnScreen {
  readonly #texts: string[];
  #lastShown = 0;
  readonly #user: string;
  readonly #models: readonly string[];
  readonly #update: (value: MimeData) => Promise<void>;

  private constructor(user: string, models: readonly string[], update: (value: MimeData) => Promise<void>) {
    this.#user = user;
    this.#models = models;
    this.#update = update;
    this.#texts = models.map(() => "");
  }

  static async open(user: string, models: readonly string[], sink: DisplaySink | undefined): Promise<TurnScreen> {
    if (sink === undefined) return new TurnScreen(user, models, () => Promise.resolve());
    const handle = await display({ "text/plain": `> ${user}` }, { sink });
    return new TurnScreen(user, models, (value) => handle.update(value));
  }

  async show(index: number, text: string): Promise<void> {
    this.#texts[index] = text;
    if (Date.now() - this.#lastShown < REDRAW_MS) return;
    this.#lastShown = Date.now();
    await this.#update(this.#bundle());
  }

  async fail(index: number, why: string): Promise<void> {
    this.#texts[index] = `${this.#texts[index]!} ${why}`.trim();
    await this.#update(this.#bundle());
  }

  async finish(answers: readonly ChatAnswer[]): Promise<void> {
    answers.forEach(({ text }, index) => (this.#texts[index] = text));
    await this.#update(this.#bundle(answers));
  }

  #bundle(answers: readonly ChatAnswer[] = []): MimeData {
    return turnBundle(
      this.#user,
      this.#models.map((model, index) => ({ ...answers[index], model, text: this.#texts[index]! })),
    );
  }
}

/**
 * A turn as a table, one column a model; what is not known of an answer yet is left out.
 *
 * @example
 * turnBundle("Hello", [{ model: "gpt-4o", text: "Hi" }])["text/plain"]; // "> Hello\ngpt-4o: Hi"
 */
export function turnBundle(
  user: string,
  answers: readonly (Partial<ChatAnswer> & Pick<ChatAnswer, "model" | "text">)[],
): MimeData {
  const heads = answers.map(({ model, answeredBy, completionTokens, finishReason }) => {
    if (answeredBy === undefined) return { model, more: "" };
    const tokens =
      completionTokens === null || completionTokens === undefined
        ? ""
        : `, ${say("playground.tokens", { n: completionTokens })}`;
    const cut = finishReason === "length" ? `, ${say("playground.cut")}` : "";
    return { model, more: ` (${answeredBy}${tokens}${cut})` };
  });
  const style = 'style="text-align: left; vertical-align: top; white-space: pre-wrap"';
  const row = (tag: string, contents: readonly string[]): string =>
    `<tr>${contents.map((content) => `<${tag} ${style}>${content}</${tag}>`).join("")}</tr>`;
  const names = answers.map(({ page }, index) => {
    const { model, more } = heads[index]!;
    return (page === undefined ? escapeHtml(model) : linkHtml(page, model)) + escapeHtml(more);
  });
  const asked = `<caption style="text-align: left"><b>${escapeHtml(say("playground.you"))}</b> ${escapeHtml(user)}</caption>`;
  const texts = answers.map(({ text }) => escapeHtml(text));
  const plain = heads.map(({ model, more }, index) => labelled(`${model}${more}`, answers[index]!.text)).join("\n");
  return {
    "text/html": `<table>${asked}${row("th", names)}${row("td", texts)}</table>`,
    "text/plain": `> ${user}\n${plain}`,
  };
}
