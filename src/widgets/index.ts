import { widget } from "./any-widget.js";
import { box, tabs } from "./containers.js";
import { button, checkbox, dropdown, html, progressBar, slider, text, textArea } from "./controls.js";
import { interact } from "./interact.js";
import { output } from "./output.js";

export type { AnyWidget, AnyWidgetOptions } from "./any-widget.js";
export type { Output } from "./output.js";
export type { Control, ControlOptions } from "./control.js";
export type { Button, DropdownOptions, SliderOptions, TextOptions } from "./controls.js";
export type { InteractSpec, InteractValue } from "./interact.js";
export type { Widget } from "./widget.js";

/**
 * Controls in the page that cells read, set and listen to, as widgets of Jupyter.
 *
 * @example
 * const temperature = widgets.slider({ label: "temperature", max: 2, value: 0.7 });
 * temperature.onChange((value) => console.log(value));
 * temperature;
 */
export const widgets = {
  slider,
  dropdown,
  checkbox,
  text,
  textArea,
  button,
  progressBar,
  tabs,
  box,
  output,
  html,
  interact,
  widget,
} as const;
