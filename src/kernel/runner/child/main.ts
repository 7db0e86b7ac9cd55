// Entry of the cell runner: the child process in which cells run.
// Before all else: it remembers what cells may replace.
import { withOwnIntrinsics } from "./guard/own-intrinsics.js";
import { Socket } from "node:net";
import { TunelabError } from "../../../core/essentials/index.js";
import {
  type CellOutcome,
  DISPLAY_LOOKS,
  MARKER_VARIABLE,
  RUNNER_FDS,
  type RunRequest,
  type ToRunner,
  streamMarker,
} from "../protocol.js";
import { FrameDecoder } from "../frame-codec.js";
import { interruptedOutcome } from "../interrupted-outcome.js";
import { turnOffAsyncStackChecks } from "./errors/async-stack-checks.js";
import { nextTick, soon, toBytes } from "./guard/captured.js";
import {
  type CellContext,
  createCellContext,
  createHandlerContext,
  currentCell,
  markInterrupted,
  runInCell,
} from "./cell-context.js";
import { installCellGlobals } from "./cell-globals.js";
import { registerDisplaySink } from "./output/display-sink.js";
import { formatUncaught, toErrorReport } from "./errors/error-report.js";
import { endProcessGroup } from "./interrupt/end-process-group.js";
import { installDebugHook } from "./debug/debug-hook.js";
import { failUncaught, uncaughtStops } from "./debug/uncaught-failures.js";
import { firstReplaced, takeBack, tryFirstReplaced } from "./guard/between-cells.js";
import { endBroken, endIfBroken } from "./guard/end-if-broken.js";
import { executeCell } from "./execute-cell.js";
import { hideAsyncContext } from "./guard/hide-async-context.js";
import { keepMethod, shield } from "./guard/shield.js";
import { InterruptError } from "./interrupt/interrupt-error.js";
import { ASYNC_STACK_MARKER, ignoreInterrupts, listenForInterrupts } from "./interrupt/interrupt-listener.js";
import { makeGlobalsInterruptible } from "./interrupt/interruptible-globals.js";
import { MAGICS_KEY } from "../../magics/index.js";
import { MagicRuntime } from "../../magics/runtime/index.js";
import { countRequires } from "./modules/loading.js";
import { installModuleGlobals } from "./modules/module-globals.js";
import { importForCell } from "./modules/module-loader.js";
import { endInterruptedHandler, receiveComm, registerCommHost } from "./output/comms.js";
import { sendStream, sendToKernel, writeFully } from "./output/outbox.js";
import { makeEnvironmentCloneable } from "./output/cloneable-environment.js";
import { forgetShowing } from "./output/showing.js";
import { receiveAnswer } from "./output/questions.js";
import { installStackTraces } from "./errors/stack-traces.js";
import { finishStandardInput, isInputError, replaceStandardInput } from "./output/standard-input.js";
import { finishStandardStreams, replaceStandardStreams } from "./output/standard-streams.js";
import { watchEnvironment } from "./output/watch-environment.js";
import { say } from "../../../texts/kernel/index.js";

const { exit } = process;
const token = process.env[MARKER_VARIABLE] ?? "";
delete process.env[MARKER_VARIABLE];

/** Every top-level name of the notebook. */
const scope: Record<string, unknown> = {};
let latestCell = 0;
let running: { readonly cell: CellContext; settle(outcome: CellOutcome): void } | undefined;

// First, so that everything else already finds them as cells will.

watchEnvironment();
makeEnvironmentCloneable();
replaceStandardStreams();
makeGlobalsInterruptible();
countRequires();
installStackTraces();
hideAsyncContext();
replaceStandardInput({ fail: (error) => running?.settle({ status: "error", ...toErrorReport(error) }) });
const sink = registerDisplaySink();
installCellGlobals(sink);
registerCommHost();
let directory = process.cwd();
let modulesReady = false;
const magics = new MagicRuntime({
  scope,
  directory: () => directory,
  forgetNames: () => sendToKernel({ type: "forget" }),
  page: (text) => sendToKernel({ type: "page", cell: currentCell()?.id ?? 0, data: { "text/plain": text } }),
  replaceCell: (text) => sendToKernel({ type: "replaceCell", cell: currentCell()?.id ?? 0, text }),
  reveal: (text) => sendToKernel({ type: "reveal", cell: currentCell()?.id ?? 0, text }),
  loadLibrary: () => importForCell("tunelab", directory),
});
Object.defineProperty(globalThis, MAGICS_KEY, { value: magics, configurable: true });
installDebugHook(scope);

// Node reports through it what nobody caught, and ends where that fails.
keepMethod(process, "emit");
process.on("SIGINT", () => undefined);
listen("uncaughtException", (error: Error) => withOwnIntrinsics(() => reportUncaught(error)));
listen("unhandledRejection", (error: unknown, promise: Promise<unknown>) =>
  withOwnIntrinsics(() => {
    if (!failUncaught(error, promise)) reportUncaught(error);
  }),
);
listen("exit", (code: number) => {
  const replaced = firstReplaced();
  withOwnIntrinsics(() => sendToKernel({ type: "exiting", code, replaced }));
});

const decoder = new FrameDecoder();
const requests = shield(new Socket({ fd: RUNNER_FDS.requests, readable: true, writable: false }));
requests.on("data", (chunk) =>
  withOwnIntrinsics(() => {
    for (const message of decoder.push(chunk)) receive(message as ToRunner);
  }),
);
requests.on("end", endProcessGroup);
// The first use of the storage behind it turns the checks on.
runInCell(createCellContext({ id: 0, canAsk: false }), turnOffAsyncStackChecks);
listenForInterrupts(
  RUNNER_FDS.interrupts,
  () => withOwnIntrinsics(interrupt),
  () => withOwnIntrinsics(endDisplay),
);
sendToKernel({ type: "ready" });

/** Node calls a listener by its `apply`, which cells may replace for all functions. */
function listen(event: string, listener: (...args: never[]) => void): void {
  keepMethod(listener as { readonly apply: unknown }, "apply");
  process.on(event as "exit", listener as never);
}

function receive(message: ToRunner): void {
  switch (message.type) {
    case "answer":
      return receiveAnswer(message.ask, message.value);
    case "exit":
      ignoreInterrupts();
      // What listens may still show something, though the last cell was interrupted for it.
      return runInCell(createHandlerContext({ id: latestCell, canAsk: false }), () => exit(0));
    case "run":
      return run(message);
    case "comm":
      // In a turn of its own, as a cell: what handlers do is not the runner's.
      return void soon(() => nextTick(() => receiveComm(message)));
  }
}

function run(request: RunRequest): void {
  const cell = createCellContext({ id: request.cell, canAsk: request.canAsk });
  useDirectory(request.directory);
  magics.forgetTimers();
  const settle = (outcome: CellOutcome): void => {
    if (running?.cell === cell) end(cell, outcome);
  };
  running = { cell, settle };
  latestCell = request.cell;
  const execute = (): void => executeCell({ request, cell, scope, onEvaluated: () => magics.stopAllTimers(), settle });
  // A turn of its own: terminated code leaves its async context behind, and this one is thrown away with it. The tick is
  // why it leaves nothing else behind, see interruptible-globals.ts.
  soon(() =>
    nextTick(() => {
      // Outside of any `try` too, as in execute-cell.ts.
      if (uncaughtStops.wanted) return runInCell(cell, execute);
      try {
        runInCell(cell, execute);
      } catch {
        endBroken("replaced", tryFirstReplaced());
      }
    }),
  );
}

function end(cell: CellContext, outcome: CellOutcome): void {
  running = undefined;
  if (cell.state === "running") cell.state = "ended";
  takeBack();
  cell.pending.clear();
  // Rejections that nobody handles are reported after the microtasks of this turn: still before the cell ends.
  soon(() => {
    try {
      withOwnIntrinsics(() => tellEnd(cell.id, outcome));
    } catch {
      endBroken("replaced", tryFirstReplaced());
    }
  });
}

function tellEnd(cell: number, outcome: CellOutcome): void {
  finishStandardStreams(cell);
  finishStandardInput();
  const marker = toBytes(streamMarker(token, cell));
  writeFully(1, marker);
  writeFully(2, marker);
  sendToKernel({ type: "ended", cell, outcome });
}

function interrupt(): void {
  endInterruptedHandler();
  if (running === undefined) return;
  const { cell, settle } = running;
  try {
    // First, so that those who listen may still say in the cell's output where they stopped.
    cell.abort.abort(new InterruptError());
  } finally {
    markInterrupted(cell);
    stopPending(cell);
    settle(interruptedOutcome());
  }
}

/** A display took too long and was ended, and with it the code that asked for it. */
function endDisplay(): void {
  endInterruptedHandler();
  const kind = forgetShowing();
  const seconds = (DISPLAY_LOOKS.everyMs * DISPLAY_LOOKS.most) / 1000;
  const text = `[${say("cells.lateDisplay", { seconds })}]`;
  if (kind === "result") {
    return running?.settle({ status: "ok", result: { data: { "text/plain": text } }, expressions: {} });
  }
  const evalue = say("cells.endlessDisplay", { seconds });
  if (running === undefined) return sendStream(currentCell()?.id ?? 0, "stderr", `${evalue}\n`);
  const { cell, settle } = running;
  markInterrupted(cell);
  stopPending(cell);
  const error = new TunelabError(evalue, { code: "endless_display", hint: say("cells.endlessDisplayHint") });
  error.stack = "";
  settle({ status: "error", ...toErrorReport(error) });
}

function stopPending(cell: CellContext): void {
  for (const stop of cell.pending) {
    try {
      stop();
    } catch {
      // What a cell has replaced of a timer or a process is not the others' matter.
      continue;
    }
  }
}

/** Shows an error that no one caught in the cell that caused it; the runner lives on. */
function reportUncaught(error: unknown): void {
  if (error === ASYNC_STACK_MARKER) return;
  const cell = currentCell();
  if (cell?.state === "interrupted") return;
  if (isInputError(error) && running !== undefined) {
    return running.settle({ status: "error", ...toErrorReport(error) });
  }
  endIfBroken(error);
  const text = say("cells.uncaught", { error: formatUncaught(toErrorReport(error)) });
  sendStream(cell?.id ?? 0, "stderr", text);
}

function useDirectory(notebookFolder: string): void {
  if (modulesReady && notebookFolder === directory) return;
  modulesReady = true;
  directory = notebookFolder;
  installModuleGlobals(directory);
}
