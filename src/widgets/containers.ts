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

  override toHtml(): string {
    return this.children.map((child) => child.toHtml()).join("\n");
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
