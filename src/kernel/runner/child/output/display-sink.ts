import { DISPLAY_SINK, type DisplaySink } from "../../../../core/essentials/index.js";
import { normalizeBundle } from "../../../display/index.js";
import { currentCell } from "../cell-context.js";
import { InterruptError } from "../interrupt/interrupt-error.js";
import { sendToKernel } from "./outbox.js";
import { askPerson } from "./questions.js";

const neverAborted = new AbortController().signal;

/** Registers the sink through which the library and the cells show things. */
export function registerDisplaySink(): DisplaySink {
  const sink: DisplaySink = {
    display(bundle, options = {}) {
      sendToKernel({
        type: "display",
        cell: activeCell(),
        bundle: normalizeBundle(bundle),
        displayId: options.displayId,
        update: options.update ?? false,
      });
    },
    clearOutput: (options = {}) => sendToKernel({ type: "clear", cell: activeCell(), wait: options.wait ?? false }),
    get canAsk() {
      return currentCell()?.canAsk ?? false;
    },
    ask: (prompt, options = {}) => askPerson(prompt, options.secret ?? false),
    get interruptSignal() {
      return currentCell()?.abort.signal ?? neverAborted;
    },
  };
  Object.defineProperty(globalThis, DISPLAY_SINK, { value: sink, configurable: true });
  return sink;
}

/** The calling cell; a loop that goes on after its cell was interrupted ends here. */
function activeCell(): number {
  const cell = currentCell();
  if (cell?.state === "interrupted") throw new InterruptError();
  return cell?.id ?? 0;
}
