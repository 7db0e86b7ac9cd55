// Entry of the cell runner: the child process in which cells run.
import { Socket } from "node:net";
import {
  type CellOutcome,
  MARKER_VARIABLE,
  RUNNER_FDS,
  type RunRequest,
  type ToRunner,
  streamMarker,
} from "../protocol.js";
import { FrameDecoder } from "../frame-codec.js";
import { turnOffAsyncStackChecks } from "./async-stack-checks.js";
import { type CellContext, createCellContext, currentCell, runInCell } from "./cell-context.js";
import { installCellGlobals } from "./cell-globals.js";
import { registerDisplaySink } from "./display-sink.js";
import { formatErrorReport, toErrorReport } from "./error-report.js";
import { endProcessGroup } from "./end-process-group.js";
import { executeCell } from "./execute-cell.js";
import { InterruptError } from "./interrupt-error.js";
import { ASYNC_STACK_MARKER, listenForInterrupts } from "./interrupt-listener.js";
import { makeGlobalsInterruptible } from "./interruptible-globals.js";
import { MAGICS_KEY } from "../../magics/index.js";
import { MagicRuntime } from "../../magics/runtime/index.js";
import { countRequires } from "./loading.js";
import { createCellRequire, importForCell } from "./module-loader.js";
import { sendToKernel, writeFully } from "./outbox.js";
import { receiveAnswer } from "./questions.js";
import { installStackTraces } from "./stack-traces.js";
import { replaceStandardStreams } from "./standard-streams.js";

// Own references: cells may replace the global ones.
const { setImmediate: soon } = globalThis;
const { from: toBytes } = Buffer;

const token = process.env[MARKER_VARIABLE] ?? "";
delete process.env[MARKER_VARIABLE];

/** Every top-level name of the notebook. */
const scope: Record<string, unknown> = {};
let running: { readonly cell: CellContext; settle(outcome: CellOutcome): void } | undefined;

replaceStandardStreams();
makeGlobalsInterruptible();
countRequires();
installStackTraces();
const sink = registerDisplaySink();
installCellGlobals(sink);
let directory = process.cwd();
const magics = new MagicRuntime({
  scope,
  directory: () => directory,
  forgetNames: () => sendToKernel({ type: "forget" }),
  page: (text) => sendToKernel({ type: "page", cell: currentCell()?.id ?? 0, data: { "text/plain": text } }),
  loadLibrary: () => importForCell("tunelab", directory),
});
Object.defineProperty(globalThis, MAGICS_KEY, { value: magics, configurable: true });

process.on("SIGINT", () => undefined);
process.on("uncaughtException", reportUncaught);
process.on("unhandledRejection", reportUncaught);
process.on("exit", (code) => sendToKernel({ type: "exiting", code }));

const decoder = new FrameDecoder();
const requests = new Socket({ fd: RUNNER_FDS.requests, readable: true, writable: false });
requests.on("data", (chunk) => {
  for (const message of decoder.push(chunk)) receive(message as ToRunner);
});
requests.on("end", endProcessGroup);
// The first use of the storage behind it turns the checks on.
runInCell(createCellContext({ id: 0, canAsk: false }), turnOffAsyncStackChecks);
listenForInterrupts(RUNNER_FDS.interrupts, interrupt);
sendToKernel({ type: "ready" });

function receive(message: ToRunner): void {
  if (message.type === "answer") receiveAnswer(message.ask, message.value);
  else void run(message);
}

async function run(request: RunRequest): Promise<void> {
  const cell = createCellContext({ id: request.cell, canAsk: request.canAsk });
  useDirectory(request.directory);
  const outcome = await new Promise<CellOutcome>((settle) => {
    running = { cell, settle };
    // A turn of its own: terminated code leaves its async context behind, and this one is thrown away with it.
    soon(() =>
      runInCell(cell, () => void executeCell(request, cell, scope, () => magics.stopAllTimers()).then(settle)),
    );
  });
  running = undefined;
  if (cell.state === "running") cell.state = "ended";
  cell.pending.clear();
  // Rejections that nobody handles are reported after the microtasks of this turn: still before the cell ends.
  await new Promise<void>((resolve) => soon(resolve));
  const marker = toBytes(streamMarker(token, request.cell));
  writeFully(1, marker);
  writeFully(2, marker);
  sendToKernel({ type: "ended", cell: request.cell, outcome });
}

function interrupt(): void {
  if (running === undefined) return;
  const { cell, settle } = running;
  const error = new InterruptError();
  // First, so that those who listen may still say in the cell's output where they stopped.
  cell.abort.abort(error);
  cell.state = "interrupted";
  for (const stop of cell.pending) stop();
  settle({
    status: "error",
    interrupted: true,
    ename: error.name,
    evalue: error.message,
    traceback: [`\u001b[31m${error.name}\u001b[39m: ${error.message} Its variables keep their values.`],
  });
}

/** Shows an error that no one caught in the cell that caused it; the runner lives on. */
function reportUncaught(error: unknown): void {
  if (error === ASYNC_STACK_MARKER) return;
  const cell = currentCell();
  if (cell?.state === "interrupted") return;
  const text = `Uncaught in the background: ${formatErrorReport(toErrorReport(error))}`;
  sendToKernel({ type: "stream", cell: cell?.id ?? 0, name: "stderr", text });
}

let requireReady = false;

function useDirectory(notebookFolder: string): void {
  if (requireReady && notebookFolder === directory) return;
  requireReady = true;
  directory = notebookFolder;
  Object.defineProperty(globalThis, "require", {
    value: createCellRequire(directory),
    configurable: true,
    writable: true,
    enumerable: false,
  });
}
