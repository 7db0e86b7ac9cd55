import type { DisplaySink } from "../../../core/essentials/index.js";
import { toBundle } from "../../display/index.js";
import { whileShowing } from "./output/showing.js";
import { currentCell } from "./cell-context.js";

/** Options of the global `display`. */
export interface ShowOptions {
  readonly displayId?: string;
  readonly update?: boolean;
}

/** Puts `display`, `clearOutput`, `prompt` and `promptSecret` where cells find them. */
export function installCellGlobals(sink: DisplaySink): void {
  const globals = {
    display: (value: unknown, options?: ShowOptions): Promise<void> => show(sink, value, options),
    clearOutput: (options?: { readonly wait?: boolean }): void => sink.clearOutput(options),
    prompt: (question = ""): Promise<string> => sink.ask(String(question)),
    promptSecret: (question = ""): Promise<string> => sink.ask(String(question), { secret: true }),
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
  }
}

/** Shows a value at once where its bundle is ready at once; otherwise the cell waits for it before it ends. */
async function show(sink: DisplaySink, value: unknown, options?: ShowOptions): Promise<void> {
  const bundle = whileShowing("display", () => toBundle(value));
  if (!(bundle instanceof Promise)) return sink.display(bundle, options);
  const shown = bundle.then((ready) => sink.display(ready, options));
  const displays = currentCell()?.displays;
  displays?.add(shown);
  try {
    await shown;
  } finally {
    displays?.delete(shown);
  }
}
