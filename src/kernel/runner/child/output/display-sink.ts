import { DISPLAY_SINK, type DisplaySink } from "../../../../core/essentials/index.js";
import { normalizeBundle } from "../../../display/index.js";
import { type CellContext, createHandlerContext, currentCell, runCaptured, runInCell } from "../cell-context.js";
import { InterruptError } from "../interrupt/interrupt-error.js";
import { interruptIsOver } from "../interrupt/interrupt-listener.js";
import { Capture } from "./capture.js";
import { sendToKernel } from "./outbox.js";
import { askPerson } from "./questions.js";

const neverAborted = new AbortController().signal;

/** Registers the sink through which the library and the cells show things. */
export function registerDisplaySink(): DisplaySink {
  const sink: DisplaySink = {
    display(bundle, options = {}) {
      const cell = activeCell();
      const normal = normalizeBundle(bundle);
      if (cell?.capture !== undefined) return cell.capture.listener.display(normal, options);
      const { displayId, update = false } = options;
      sendToKernel({ type: "display", cell: cell?.id ?? 0, bundle: normal, displayId, update });
    },
    clearOutput({ wait = false } = {}) {
      const cell = activeCell();
      if (cell?.capture !== undefined) return cell.capture.listener.clear(wait);
      sendToKernel({ type: "clear", cell: cell?.id ?? 0, wait });
    },
    capture(listener, run) {
      const cell = activeCell();
      return cell === undefined ? run() : runCaptured(cell, new Capture(listener), run);
    },
    get canAsk() {
      return currentCell()?.canAsk ?? false;
    },
    ask: (prompt, options = {}) => askPerson(prompt, options.secret ?? false),
    get interruptSignal() {
      return currentCell()?.abort.signal ?? neverAborted;
    },
    outlive(run) {
      const cell = currentCell();
      if (cell === undefined) return run();
      return runInCell(createHandlerContext(cell), async () => {
        await interruptIsOver();
        return run();
      });
    },
  };
  Object.defineProperty(globalThis, DISPLAY_SINK, { value: sink, configurable: true });
  return sink;
}

/** The calling cell; a loop that goes on after its cell was interrupted ends here. */
function activeCell(): CellContext | undefined {
  const cell = currentCell();
  if (cell?.state === "interrupted") throw new InterruptError();
  return cell;
}
