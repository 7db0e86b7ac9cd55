import { inspect } from "node:util";
import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import { box } from "./containers.js";
import { Control } from "./control.js";
import { checkbox, dropdown, slider, text } from "./controls.js";
import { OutputEntries, type OutputEntry } from "./output-entries.js";
import { captureOutput, output } from "./output.js";
import type { Widget } from "./widget.js";

/** What {@link interact} makes a control of: a control, or a value from which one is guessed. */
export type InteractSpec =
  | Control<never>
  | Control<number>
  | Control<string>
  | Control<boolean>
  | number
  | string
  | boolean
  | readonly [number, number]
  | readonly [number, number, number]
  | readonly string[];

/** The type of the value that a control made of a {@link InteractSpec} has. */
export type InteractValue<Spec> =
  Spec extends Control<infer Value>
    ? Value
    : Spec extends number | readonly [number, number] | readonly [number, number, number]
      ? number
      : Spec extends boolean
        ? boolean
        : string;

/**
 * Draws a control for each named value and shows what a function makes of them, anew with every change.
 *
 * A number becomes a slider from 0 to its double, `[min, max]` and `[min, max, step]` sliders, a boolean a box to tick, a
 * text a line of text, a list of texts a list to choose from; a control is taken as it is. What the function returns is
 * shown below what it printed and displayed; a promise is waited for, and only the newest is shown. What it throws is shown
 * in its place. Throws `invalid_option` for a value of which no control can be made.
 *
 * @example
 * interact(({ n, double }) => (double ? 2 * n : n), { n: [0, 10], double: false });
 */
export function interact<const Specs extends Readonly<Record<string, InteractSpec>>>(
  show: (values: { readonly [Name in keyof Specs]: InteractValue<Specs[Name]> }) => unknown,
  specs: Specs,
): Widget {
  const controls = Object.entries(specs).map(([name, spec]) => [name, toControl(name, spec)] as const);
  const result = output();
  let newest = 0;
  const run = async (): Promise<void> => {
    const turn = ++newest;
    const values = Object.fromEntries(controls.map(([name, control]) => [name, control.value]));
    let shown: readonly OutputEntry[] = [];
    const update = (): void => {
      if (turn === newest) result.set({ outputs: shown });
    };
    const entries = new OutputEntries({
      read: () => shown,
      write: (changed) => {
        shown = changed;
        update();
      },
    });
    let value: unknown;
    try {
      value = await captureOutput(entries, () => show(values as never));
    } catch (error) {
      value = error instanceof Error ? `${error.name}: ${error.message}` : error;
    }
    if (value !== undefined) await entries.show(value);
    // What the values before have shown stays until something comes in its place, or nothing does.
    update();
  };
  for (const [, control] of controls) control.onChange(() => run());
  void run();
  return box([...controls.map(([, control]) => control), result]);
}

function toControl(label: string, spec: InteractSpec): Control<unknown> {
  if (spec instanceof Control) return spec as unknown as Control<unknown>;
  if (typeof spec === "boolean") return checkbox({ label, value: spec }) as unknown as Control<unknown>;
  if (typeof spec === "string") return text({ label, value: spec }) as unknown as Control<unknown>;
  if (typeof spec === "number") return numberSlider(label, spec) as unknown as Control<unknown>;
  if (!Array.isArray(spec) || spec.length === 0) {
    throw new TunelabError(say("widgets.noControl", { name: label, value: inspect(spec) }), {
      code: "invalid_option",
      hint: say("widgets.noControlHint"),
    });
  }
  if (typeof spec[0] === "number") {
    const [min, max, step] = spec as unknown as readonly [number, number, number?];
    return slider({ label, min, max, ...(step !== undefined && { step }) }) as unknown as Control<unknown>;
  }
  return dropdown({ label, options: spec as readonly string[] }) as unknown as Control<unknown>;
}

function numberSlider(label: string, value: number): Control<number> {
  const end = value === 0 ? 1 : 2 * value;
  return slider({ label, min: Math.min(0, end), max: Math.max(0, end), value });
}
