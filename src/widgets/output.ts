import { getDisplaySink, type OutputListener } from "../core/index.js";
import { layout } from "./control.js";
import { entryToHtml, entryToText, OutputEntries, toEntry, type OutputEntry } from "./output-entries.js";
import { Widget } from "./widget.js";

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

  readonly #entries = new OutputEntries({
    read: () => this.#outputs,
    write: (outputs) => this.set({ outputs }),
  });

  get #outputs(): readonly OutputEntry[] {
    return this.get("outputs") as readonly OutputEntry[];
  }

  /** Adds a line of text. */
  print(line: string): void {
    this.#entries.stream("stdout", `${line}\n`);
  }

  /** Adds a value as a cell's last value is shown: a table, a figure, anything. */
  show(value: unknown): Promise<void> {
    return this.#entries.show(value);
  }

  /** Shows a value in place of all that is there, without a moment in which nothing is. */
  async replace(value: unknown): Promise<void> {
    this.set({ outputs: value === undefined ? [] : [await toEntry(value)] });
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
    return captureOutput(this.#entries, run);
  }

  override toString(): string {
    return this.#outputs.map(entryToText).join("\n");
  }

  override toHtml(): string {
    return this.#outputs.map(entryToHtml).join("\n");
  }
}

/** Runs a function of which the output goes to a listener; outside a notebook, where there is none, it goes its own way. */
export function captureOutput<T>(listener: OutputListener, run: () => T): T {
  const sink = getDisplaySink();
  return sink === undefined ? run() : sink.capture(listener, run);
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
