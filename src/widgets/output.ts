import { getDisplaySink, type MimeData, type OutputListener } from "../core/index.js";
import { toBundle } from "../display/index.js";
import { layout } from "./control.js";
import { Widget } from "./widget.js";

/** An entry of an output area, as notebooks store it. */
type Shown = Readonly<Record<string, unknown>>;

/** A place for what a cell shows later, see {@link output}. */
export class Output extends Widget {
  constructor() {
    super({
      module: { name: "@jupyter-widgets/output", version: "1.0.0" },
      model: "OutputModel",
      view: "OutputView",
      state: { msg_id: "", outputs: [], layout: layout() },
    });
  }

  get #outputs(): readonly Shown[] {
    return this.get("outputs") as readonly Shown[];
  }

  /** Adds a line of text. */
  print(line: string): void {
    this.#addText("stdout", `${line}\n`);
  }

  /** Adds a value as a cell's last value is shown: a table, a figure, anything. */
  async show(value: unknown): Promise<void> {
    this.#add(await toOutput(value));
  }

  /** Shows a value in place of all that is there, without a moment in which nothing is. */
  async replace(value: unknown): Promise<void> {
    this.set({ outputs: value === undefined ? [] : [await toOutput(value)] });
  }

  clear(): void {
    this.set({ outputs: [] });
  }

  /**
   * Runs a function of which the output comes here instead of under the cell: what it prints and displays, and what all that
   * it starts does. Gives what the function returns; what it throws is thrown on.
   *
   * @example
   * await log.capture(async () => { console.log("step 1"); display(rows); });
   */
  capture<T>(run: () => T): T {
    const sink = getDisplaySink();
    return sink === undefined ? run() : sink.capture(this.#listener, run);
  }

  /** Entries that were displayed under a name, by it. */
  readonly #named = new Map<string, Shown>();
  #clearsNext = false;

  readonly #listener: OutputListener = {
    stream: (name, text) => this.#addText(name, text),
    display: ({ data, metadata = {} }, { displayId, update = false }) => {
      const entry: Shown = { output_type: "display_data", data, metadata };
      const earlier = displayId === undefined ? undefined : this.#named.get(displayId);
      if (displayId !== undefined) this.#named.set(displayId, entry);
      if (!update) return this.#add(entry);
      this.set({ outputs: this.#outputs.map((one) => (one === earlier ? entry : one)) });
    },
    clear: (wait) => {
      this.#clearsNext = wait;
      if (!wait) this.clear();
    },
  };

  override toString(): string {
    return this.#outputs.map(({ text, data }) => text ?? (data as MimeData)["text/plain"]).join("\n");
  }

  #add(entry: Shown): void {
    const before = this.#clearsNext ? [] : this.#outputs;
    this.#clearsNext = false;
    this.set({ outputs: [...before, entry] });
  }

  /** Text of the same stream goes on where the last one ended. */
  #addText(name: "stdout" | "stderr", text: string): void {
    const last = this.#clearsNext ? undefined : this.#outputs.at(-1);
    if (last?.["name"] !== name) return this.#add({ output_type: "stream", name, text });
    const joined = { ...last, text: `${String(last["text"])}${text}` };
    this.set({ outputs: [...this.#outputs.slice(0, -1), joined] });
  }
}

async function toOutput(value: unknown): Promise<Shown> {
  const { data, metadata = {} } = await toBundle(value);
  return { output_type: "display_data", data, metadata };
}

/**
 * A place for what is shown later, such as by a handler.
 *
 * @example
 * const log = output();
 * button({ label: "Go" }).onClick(() => log.print("gone"));
 */
export function output(): Output {
  return new Output();
}
