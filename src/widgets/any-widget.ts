import { inspect } from "node:util";
import { startOf } from "../core/index.js";
import { layout } from "./control.js";
import { Widget } from "./widget.js";

/** Options of {@link widget}. */
export interface AnyWidgetOptions<State extends object> {
  /** Text of a JavaScript module whose default export has `render({ model, el })`, in the anywidget form. */
  readonly esm: string;
  /** @default none */
  readonly css?: string;
  /** Fields that page and cell share: what JSON can hold, and bytes as Uint8Array. */
  readonly state: State;
}

/** A widget of one's own with typed fields, see {@link widget}. */
export class AnyWidget<State extends object> extends Widget {
  readonly #fields: readonly (keyof State & string)[];

  constructor({ esm, css = "", state }: AnyWidgetOptions<State>) {
    super({
      module: { name: "anywidget", version: "~0.11.*" },
      model: "AnyModel",
      view: "AnyView",
      reference: "anywidget:",
      state: { ...state, _esm: esm, _css: css, _anywidget_id: "tunelab.widget", layout: layout() },
    });
    this.#fields = Object.keys(state) as (keyof State & string)[];
  }

  /** A field as it is now. */
  override get<Name extends keyof State & string>(name: Name): State[Name];
  override get(name: string): unknown;
  override get(name: string): unknown {
    return super.get(name);
  }

  /** Changes fields, here and in the page. */
  update(patch: Partial<State>): void {
    this.set(patch as Record<string, unknown>);
  }

  /** Calls a handler with every new value of a field; returns the widget. */
  onChange<Name extends keyof State & string>(name: Name, handler: (value: State[Name]) => unknown): this {
    this.onStateChange((patch) => {
      if (Object.hasOwn(patch, name)) return handler(this.get(name));
    });
    return this;
  }

  /** Its fields, a line each; bytes by their number. */
  override toString(): string {
    return this.#fields.map((name) => `${name}: ${fieldToText(this.get(name))}`).join("\n");
  }
}

/** More characters of a field are left out where the widget is shown as text. */
const LONG_FIELD = 200;

function fieldToText(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  const text = typeof value === "string" ? value : inspect(value, { breakLength: Infinity });
  return text.length > LONG_FIELD ? `${startOf(text, LONG_FIELD)}…` : text;
}

/**
 * A widget of one's own, in the form of anywidget: JavaScript for the page, and a state that both sides share.
 *
 * The module runs in the page with all that the notebook may do, so it must be a cell's own.
 *
 * @example
 * const counter = widget({
 *   esm: `export default { render({ model, el }) {
 *     const button = document.createElement("button");
 *     const draw = () => { button.textContent = "count " + model.get("count"); };
 *     button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
 *     model.on("change:count", draw);
 *     draw();
 *     el.append(button);
 *   } }`,
 *   state: { count: 0 },
 * });
 * counter.onChange("count", (count) => console.log(count));
 */
export function widget<State extends object>(options: AnyWidgetOptions<State>): AnyWidget<State> {
  return new AnyWidget(options);
}
