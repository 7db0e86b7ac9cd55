import { randomUUID } from "node:crypto";
import {
  COMM_HOST,
  type Comm,
  type CommEvent,
  type CommHost,
  type CommParts,
} from "../../../../core/essentials/index.js";
import type { CommMessage, CommRequest } from "../../protocol.js";
import { createHandlerContext, currentCell, runInCell } from "../cell-context.js";
import { formatErrorReport, toErrorReport } from "../errors/error-report.js";
import { sendStream, sendToKernel } from "./outbox.js";
import { say } from "../../../../texts/kernel/index.js";

type Handler = (event: CommEvent) => unknown;
type Target = (comm: Comm, event: CommEvent) => unknown;

const comms = new Map<string, OpenComm>();
const targets = new Map<string, Bound<Target>>();

/** The message of the front end that is being handled: what is sent meanwhile answers it. */
let handling: number | undefined;
/** Cell of the handler that was called last. */
let handlingCell = 0;

/** Registers the comms of this kernel where packages find them. */
export function registerCommHost(): void {
  const host: CommHost = {
    open(target, { id = randomUUID().replaceAll("-", ""), data = {}, ...parts } = {}) {
      const comm = new OpenComm(id, target);
      comms.set(id, comm);
      send("open", comm, data, parts);
      return comm;
    },
    registerTarget: (target, onOpen) => void targets.set(target, new Bound(onOpen)),
  };
  Object.defineProperty(globalThis, COMM_HOST, { value: host, configurable: true });
}

/** Hands a message of the front end to who is set for it, and tells the kernel when that is done. */
export function receiveComm({ request, kind, comm: id, target = "", data, metadata, buffers }: CommRequest): void {
  const event: CommEvent = {
    data,
    metadata,
    buffers: buffers.map((text) => new Uint8Array(Buffer.from(text, "base64"))),
  };
  handling = request;
  try {
    if (kind === "open") accept(new OpenComm(id, target), event);
    else if (kind === "close") {
      const comm = comms.get(id);
      comms.delete(id);
      comm?.closed?.call(event);
    } else comms.get(id)?.received?.call(event);
  } finally {
    handling = undefined;
    sendToKernel({ type: "commDone", request });
  }
}

/** Tells the kernel that a handler is done which an interrupt has ended: code that is terminated runs no `finally`. */
export function endInterruptedHandler(): void {
  if (handling === undefined) return;
  const request = handling;
  handling = undefined;
  sendStream(handlingCell, "stderr", `${say("kernel.interruptedHandler")}\n`);
  sendToKernel({ type: "commDone", request });
}

function accept(comm: OpenComm, event: CommEvent): void {
  const target = targets.get(comm.target);
  if (target === undefined) return send("close", comm, {}, {});
  comms.set(comm.id, comm);
  target.call(comm, event);
}

class OpenComm implements Comm {
  received: Bound<Handler> | undefined;
  closed: Bound<Handler> | undefined;

  constructor(
    readonly id: string,
    readonly target: string,
  ) {}

  send(data: Readonly<Record<string, unknown>>, parts: CommParts = {}): void {
    if (comms.has(this.id)) send("msg", this, data, parts);
  }

  close(data: Readonly<Record<string, unknown>> = {}): void {
    if (comms.delete(this.id)) send("close", this, data, {});
  }

  onMessage(handler: Handler): void {
    this.received = new Bound(handler);
  }

  onClose(handler: Handler): void {
    this.closed = new Bound(handler);
  }
}

/** A function of a cell, run as part of that cell; what it throws is shown there. */
class Bound<Run extends (...values: never[]) => unknown> {
  readonly #cell = { id: currentCell()?.id ?? 0, canAsk: currentCell()?.canAsk ?? false };
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  call(...values: Parameters<Run>): void {
    handlingCell = this.#cell.id;
    runInCell(createHandlerContext(this.#cell), () => {
      try {
        this.#run(...values);
      } catch (error) {
        sendStream(this.#cell.id, "stderr", formatErrorReport(toErrorReport(error)));
      }
    });
  }
}

function send(
  kind: CommMessage["kind"],
  { id, target }: OpenComm,
  data: Readonly<Record<string, unknown>>,
  { metadata = {}, buffers = [] }: CommParts,
): void {
  sendToKernel({
    type: "comm",
    kind,
    comm: id,
    target: kind === "open" ? target : undefined,
    data,
    metadata,
    buffers: buffers.map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength).toString("base64"),
    ),
    cell: currentCell()?.id ?? 0,
    request: handling,
  });
}
