import { BASE, CONTROLS, Widget, type WidgetModel } from "./widget.js";

/** What every control can be given. */
export interface ControlOptions {
  /** Said beside it. @default "" */
  readonly label?: string;
  /** @default false */
  readonly disabled?: boolean;
  /** CSS width, such as "20em". @default the front end's */
  readonly width?: string;
  /** CSS width of the label, by which those of several controls line up. @default 80 px, and the label's own where it is long */
  readonly labelWidth?: string;
}

/** How a control's value stands in the state of its model. */
export interface ValueField<Value> {
  readonly name: string;
  readonly read: (stored: unknown) => Value;
  readonly write: (value: Value) => unknown;
}

/** Which control of the front end, and which style belongs to it. */
export interface ControlModel {
  /** Name without "Model", such as `FloatSlider`. */
  readonly name: string;
  /** @default the name and "View" */
  readonly view?: string;
  readonly style: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** A control with a value that the page or a cell can change. */
export class Control<Value> extends Widget {
  readonly #field: ValueField<Value>;

  constructor(model: ControlModel, field: ValueField<Value>, options: ControlOptions) {
    super(toModel(model, options));
    this.#field = field;
  }

  get label(): string {
    return String(this.get("description"));
  }

  set label(text: string) {
    this.set({ description: text });
  }

  get disabled(): boolean {
    return this.get("disabled") === true;
  }

  set disabled(is: boolean) {
    this.set({ disabled: is });
  }

  /** What it shows now. */
  get value(): Value {
    return this.#field.read(this.get(this.#field.name));
  }

  set value(value: Value) {
    this.set({ [this.#field.name]: this.#field.write(value) });
  }

  /**
   * Calls a handler with every new value, whether the page or a cell has set it; returns the control.
   *
   * @example
   * widgets.slider({ label: "temperature", max: 2 }).onChange((value) => console.log(value));
   */
  onChange(handler: (value: Value) => unknown): this {
    this.onStateChange((patch) => {
      if (Object.hasOwn(patch, this.#field.name)) return handler(this.value);
    });
    return this;
  }

  override toString(): string {
    return this.label === "" ? String(this.value) : `${this.label}: ${String(this.value)}`;
  }
}

/** More characters than this are cut off in the 80 pixels that the front end gives a label. */
const SHORT_LABEL = 10;

/** Turns the names of a control into those of its model. */
export function toModel({ name, view, style, state }: ControlModel, options: ControlOptions): WidgetModel {
  const { label = "", disabled = false, width } = options;
  const { labelWidth = label.length > SHORT_LABEL ? "initial" : undefined } = options;
  const hasLabelWidth = labelWidth !== undefined && style !== "ButtonStyleModel";
  return {
    module: CONTROLS,
    model: `${name}Model`,
    view: view ?? `${name}View`,
    state: {
      description: label,
      disabled,
      ...state,
      layout: layout(width === undefined ? {} : { width }),
      style: new Widget({
        module: CONTROLS,
        model: style,
        view: "StyleView",
        viewModule: BASE,
        state: hasLabelWidth ? { description_width: labelWidth } : {},
      }),
    },
  };
}

/** Size and place of a widget, which is a widget of its own. */
export function layout(css: Readonly<Record<string, string>> = {}): Widget {
  return new Widget({ module: BASE, model: "LayoutModel", view: "LayoutView", state: css });
}
