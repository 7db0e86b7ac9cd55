import type { CommMessage, CommRequest, RunnerProcess } from "../runner/index.js";
import type { IopubPublisher } from "./output/index.js";
import { type Request, textField } from "./request.js";

/** Target of every widget, and the one by which a page that was loaded again asks for all of them. */
const WIDGET = "jupyter.widget";
const WIDGET_CONTROL = "jupyter.widget.control";

/** What {@link CommTable} needs of the session. */
export interface CommTableOptions {
  readonly iopub: IopubPublisher;
  /** The cell runner, while there is one. */
  readonly runner: () => RunnerProcess | undefined;
  /** The request that a cell came from. */
  readonly requestOf: (cell: number) => Request | undefined;
}

/** The comms that are open between front ends and the cell runner. */
export class CommTable {
  readonly #options: CommTableOptions;
  /** Target by comm. */
  readonly #open = new Map<string, string>();
  /** Comms to the widgets' control target that are answered here, because there are no widgets. */
  readonly #controls = new Set<string>();
  /** Messages of front ends that the runner is handling. */
  readonly #requests = new Map<number, Request>();
  #count = 0;

  constructor(options: CommTableOptions) {
    this.#options = options;
  }

  /** The open comms of a target, or all of them, as `comm_info_reply` has them. */
  info(target?: string): Record<string, { readonly target_name: string }> {
    const chosen = [...this.#open].filter(([, name]) => target === undefined || target === "" || target === name);
    return Object.fromEntries(chosen.map(([id, name]) => [id, { target_name: name }]));
  }

  /** Hands a `comm_open`, `comm_msg` or `comm_close` to the runner, and resolves when that has handled it. */
  async receive(request: Request): Promise<void> {
    const { header, content, metadata, buffers } = request.message;
    const kind = header.msg_type.slice("comm_".length) as CommRequest["kind"];
    const comm = textField(content, "comm_id") ?? "";
    const target = textField(content, "target_name");
    if (this.#answerWithoutWidgets(kind, comm, target, request)) return;
    const runner = this.#options.runner();
    if (runner === undefined || (kind !== "open" && !this.#open.has(comm))) {
      if (kind !== "close") this.#publish("comm_close", { comm_id: comm, data: {} }, request);
      return;
    }
    if (kind === "open") this.#open.set(comm, target ?? "");
    if (kind === "close") this.#open.delete(comm);
    const number = ++this.#count;
    this.#requests.set(number, request);
    const data = toRecord(content.data);
    const encoded = buffers.map((bytes) => Buffer.from(bytes).toString("base64"));
    await runner.comm({ type: "comm", request: number, kind, comm, target, data, metadata, buffers: encoded });
    this.#requests.delete(number);
    this.#options.iopub.flush();
  }

  /** Publishes what a cell sends. */
  onMessage({ kind, comm, target = "", data, metadata, buffers, cell, request }: CommMessage): void {
    if (kind === "open") this.#open.set(comm, target);
    if (kind === "close") this.#open.delete(comm);
    const handled = request === undefined ? undefined : this.#requests.get(request);
    const parent = handled ?? this.#options.requestOf(cell);
    const content = { comm_id: comm, ...(kind === "open" && { target_name: target }), data };
    const bytes = buffers.map((text) => Buffer.from(text, "base64"));
    this.#options.iopub.publish(`comm_${kind}`, content, parent?.message.header, { metadata, buffers: bytes });
  }

  /** Tells the front ends that the other ends of all comms are gone. */
  closeAll(): void {
    for (const comm of this.#open.keys())
      this.#options.iopub.publish("comm_close", { comm_id: comm, data: {} }, undefined);
    this.#open.clear();
  }

  /**
   * A page that is loaded asks at once for all widgets, mostly before there is a cell runner. A comm that is closed instead
   * of an answer would put an error into the browser's console.
   */
  #answerWithoutWidgets(kind: string, comm: string, target: string | undefined, request: Request): boolean {
    const hasWidgets = [...this.#open.values()].includes(WIDGET);
    if (kind === "open" && target === WIDGET_CONTROL && !hasWidgets) this.#controls.add(comm);
    if (!this.#controls.has(comm)) return false;
    if (kind === "close") this.#controls.delete(comm);
    if (kind === "msg" && toRecord(request.message.content.data)["method"] === "request_states") {
      const data = { method: "update_states", states: {}, buffer_paths: [] };
      this.#publish("comm_msg", { comm_id: comm, data }, request);
    }
    return true;
  }

  #publish(type: string, content: Record<string, unknown>, request: Request): void {
    this.#options.iopub.publish(type, content, request.message.header);
  }
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
