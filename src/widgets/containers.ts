import type { MimeData } from "../core/index.js";
import { toBundle } from "../display/index.js";
import { layout } from "./control.js";
import { CONTROLS, Widget } from "./widget.js";

/** Widgets that stand together; shows itself as text line by line where widgets cannot be shown. */
class Container extends Widget {
  constructor(
    name: string,
    readonly children: readonly Widget[],
    state: Readonly<Record<string, unknown>> = {},
  ) {
    super({
      module: CONTROLS,
      model: `${name}Model`,
      view: `${name}View`,
      state: { children, box_style: "", ...state, layout: layout() },
    });
  }

  override toString(): string {
    return this.children.map(String).join("\n");
  }
}

/**
 * Widgets below each other, or beside each other with `horizontal`.
 *
 * @example
 * box([slider(), button({ label: "Go" })], { horizontal: true });
 */
export function box(children: readonly Widget[], options: { readonly horizontal?: boolean } = {}): Widget {
  return new Container(options.horizontal === true ? "HBox" : "VBox", children);
}

/**
 * Widgets of which one is seen at a time, by their titles.
 *
 * @example
 * tabs({ Settings: box([slider()]), Log: output() });
 */
export function tabs(pages: Readonly<Record<string, Widget>>): Widget {
  return new Container("Tab", Object.values(pages), { titles: Object.keys(pages), selected_index: 0 });
}

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
    this.#add({ output_type: "stream", name: "stdout", text: `${line}\n` });
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

  override toString(): string {
    return this.#outputs.map(({ text, data }) => text ?? (data as MimeData)["text/plain"]).join("\n");
  }

  #add(entry: Shown): void {
    this.set({ outputs: [...this.#outputs, entry] });
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
