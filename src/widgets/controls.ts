import { escapeHtml, TunelabError } from "../core/index.js";
import { withoutTags } from "../display/index.js";
import { say } from "../texts/index.js";
import { Control, toModel, type ControlOptions, type ValueField } from "./control.js";
import { Widget } from "./widget.js";

/** Options of {@link slider}. */
export interface SliderOptions extends ControlOptions {
  /** @default 0 */
  readonly min?: number;
  /** @default 1 */
  readonly max?: number;
  /** @default 1 between whole numbers, else a hundredth of the range */
  readonly step?: number;
  /** @default min */
  readonly value?: number;
}

const asIs = <Value>(name: string): ValueField<Value> => ({
  name,
  read: (stored) => stored as Value,
  write: (value) => value,
});

/**
 * A slider for a number. Throws `invalid_option` for a range that is none.
 *
 * @example
 * const temperature = slider({ label: "temperature", max: 2, step: 0.1, value: 0.7 });
 * temperature.value; // 0.7
 */
export function slider(options: SliderOptions = {}): Control<number> {
  const { min = 0, max = 1, value = min } = options;
  const isWhole = [min, max, value].every(Number.isInteger) && max - min > 1;
  const step = options.step ?? (isWhole ? 1 : (max - min) / 100);
  if (!(min < max && step > 0 && value >= min && value <= max)) {
    throw new TunelabError(
      say("widgets.badSlider", { min: String(min), max: String(max), step: String(step), value: String(value) }),
      {
        code: "invalid_option",
        hint: say("widgets.badSliderHint"),
      },
    );
  }
  const state = {
    min,
    max,
    step,
    value,
    continuous_update: true,
    readout: true,
    readout_format: Number.isInteger(step) ? "d" : ".2f",
    orientation: "horizontal",
  };
  return new Control({ name: "FloatSlider", style: "SliderStyleModel", state }, asIs<number>("value"), options);
}

/** Options of {@link dropdown}. */
export interface DropdownOptions<Value> extends ControlOptions {
  /** What can be chosen: values that say themselves, or values by what they are called. */
  readonly options: readonly Value[] | Readonly<Record<string, Value>>;
  /** @default the first */
  readonly value?: Value;
}

/**
 * A list to choose one from. Throws `invalid_option` for a list that is empty, and a value that is not in it.
 *
 * @example
 * dropdown({ label: "model", options: ["base", "tuned"] }).value; // "base"
 */
export function dropdown<Value>(options: DropdownOptions<Value>): Control<Value> {
  const entries: readonly (readonly [string, Value])[] = Array.isArray(options.options)
    ? (options.options as readonly Value[]).map((value) => [String(value), value])
    : Object.entries(options.options as Readonly<Record<string, Value>>);
  const indexOf = (value: Value): number => {
    const index = entries.findIndex(([, candidate]) => candidate === value);
    if (index >= 0) return index;
    throw new TunelabError(
      say("widgets.notListed", {
        value: String(value),
        labels: entries.map(([label]) => label).join(", ") || say("model.nothing"),
      }),
      {
        code: "invalid_option",
        hint: say("widgets.notListedHint"),
      },
    );
  };
  const first = options.value ?? entries[0]?.[1];
  const state = { _options_labels: entries.map(([label]) => label), index: indexOf(first as Value) };
  const field: ValueField<Value> = {
    name: "index",
    read: (index) => entries[Number(index)]?.[1] as Value,
    write: (value) => indexOf(value),
  };
  return new Control({ name: "Dropdown", style: "DescriptionStyleModel", state }, field, options);
}

/**
 * A box to tick.
 *
 * @example
 * checkbox({ label: "logarithmic" }).value; // false
 */
export function checkbox(options: ControlOptions & { readonly value?: boolean } = {}): Control<boolean> {
  const state = { value: options.value ?? false, indent: false };
  return new Control({ name: "Checkbox", style: "CheckboxStyleModel", state }, asIs<boolean>("value"), options);
}

/** Options of {@link text} and {@link textArea}. */
export interface TextOptions extends ControlOptions {
  /** @default "" */
  readonly value?: string;
  /** Shown while it is empty. @default "" */
  readonly placeholder?: string;
}

/**
 * A line of text.
 *
 * @example
 * text({ label: "suffix", value: "ft-travel" }).value; // "ft-travel"
 */
export function text(options: TextOptions = {}): Control<string> {
  const state = { value: options.value ?? "", placeholder: options.placeholder ?? "", continuous_update: true };
  return new Control({ name: "Text", style: "TextStyleModel", state }, asIs<string>("value"), options);
}

/**
 * Several lines of text.
 *
 * @example
 * textArea({ label: "system message", rows: 5 });
 */
export function textArea(options: TextOptions & { readonly rows?: number } = {}): Control<string> {
  const { value = "", placeholder = "", rows = null } = options;
  const state = { value, placeholder, rows, continuous_update: true };
  return new Control({ name: "Textarea", style: "TextStyleModel", state }, asIs<string>("value"), options);
}

/** A button, see {@link button}. */
export class Button extends Widget {
  constructor(options: ControlOptions) {
    const state = { button_style: "", icon: "", tooltip: null };
    super(toModel({ name: "Button", style: "ButtonStyleModel", state }, options));
  }

  get label(): string {
    return String(this.get("description"));
  }

  set label(label: string) {
    this.set({ description: label });
  }

  get disabled(): boolean {
    return this.get("disabled") === true;
  }

  set disabled(is: boolean) {
    this.set({ disabled: is });
  }

  /** Calls a handler with each click; returns the button. */
  onClick(handler: () => unknown): this {
    this.onMessage((content) => {
      if ((content as { readonly event?: unknown } | null)?.event === "click") return handler();
    });
    return this;
  }

  override toString(): string {
    return `[${this.label}]`;
  }
}

/**
 * A button.
 *
 * @example
 * button({ label: "Stop" }).onClick(() => controller.abort());
 */
export function button(options: ControlOptions = {}): Button {
  return new Button(options);
}

/**
 * A bar that fills.
 *
 * @example
 * const bar = progressBar({ label: "steps", max: 48 });
 * bar.value = 12;
 */
export function progressBar(
  options: ControlOptions & { readonly min?: number; readonly max?: number; readonly value?: number } = {},
): Control<number> {
  const { min = 0, max = 1, value = min } = options;
  const state = { min, max, value, bar_style: "", orientation: "horizontal" };
  const model = { name: "FloatProgress", view: "ProgressView", style: "ProgressStyleModel", state };
  return new Control(model, asIs<number>("value"), options);
}

/**
 * A piece of HTML. What is in it is shown as it is: escape text that comes from data.
 *
 * @example
 * html({ value: "<b>ready</b>" });
 */
export function html(options: ControlOptions & { readonly value?: string } = {}): Control<string> {
  const state = { value: options.value ?? "", placeholder: "" };
  return new HtmlControl({ name: "HTML", style: "HTMLStyleModel", state }, asIs<string>("value"), options);
}

class HtmlControl extends Control<string> {
  override toString(): string {
    return [this.label, withoutTags(this.value)].filter((part) => part !== "").join(": ");
  }

  override toHtml(): string {
    const label = this.label === "" ? "" : `${escapeHtml(this.label)}: `;
    return `<div>${label}${this.value}</div>`;
  }
}
