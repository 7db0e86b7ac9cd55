import { escapeHtml, type DisplaySink, type MimeData } from "../../core/index.js";
import { display } from "../../display/index.js";

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
}

/** Between two states of a text that is being written, in milliseconds. */
const REDRAW_MS = 80;

/** Shows a turn in one display that is updated while answers come in. */
export class TurnScreen {
  private readonly texts: string[];
  private lastShown = 0;

  private constructor(
    private readonly user: string,
    private readonly models: readonly string[],
    private readonly update: (value: MimeData) => Promise<void>,
  ) {
    this.texts = models.map(() => "");
  }

  static async open(user: string, models: readonly string[], sink: DisplaySink | undefined): Promise<TurnScreen> {
    if (sink === undefined) return new TurnScreen(user, models, () => Promise.resolve());
    const handle = await display({ "text/plain": `> ${user}` }, { sink });
    return new TurnScreen(user, models, (value) => handle.update(value));
  }

  async show(index: number, text: string): Promise<void> {
    this.texts[index] = text;
    if (Date.now() - this.lastShown < REDRAW_MS) return;
    this.lastShown = Date.now();
    await this.update(this.bundle());
  }

  async fail(index: number): Promise<void> {
    this.texts[index] = `${this.texts[index]!} (no answer)`.trim();
    await this.update(this.bundle());
  }

  async finish(answers: readonly ChatAnswer[]): Promise<void> {
    answers.forEach(({ text }, index) => (this.texts[index] = text));
    await this.update(this.bundle(answers));
  }

  private bundle(answers: readonly ChatAnswer[] = []): MimeData {
    const heads = this.models.map((model, index) => {
      const answer = answers[index];
      if (answer === undefined) return model;
      const tokens = answer.completionTokens === null ? "" : `, ${answer.completionTokens} tokens`;
      const cut = answer.finishReason === "length" ? ", cut at the limit" : "";
      return `${model} (${answer.answeredBy}${tokens}${cut})`;
    });
    const style = 'style="text-align: left; vertical-align: top; white-space: pre-wrap"';
    const cells = (tag: string, texts: readonly string[]): string =>
      `<tr>${texts.map((text) => `<${tag} ${style}>${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
    const asked = `<caption style="text-align: left"><b>You:</b> ${escapeHtml(this.user)}</caption>`;
    const markup = `<table>${asked}${cells("th", heads)}${cells("td", this.texts)}</table>`;
    const plain = heads.map((head, index) => `${head}: ${this.texts[index]!}`).join("\n");
    return { "text/html": markup, "text/plain": `> ${this.user}\n${plain}` };
  }
}
