import { randomUUID } from "node:crypto";
import {
  escapeHtml,
  getCommHost,
  isRecord,
  JoinedCall,
  JUPYTER_DISPLAY,
  type Comm,
  type CommEvent,
  type MimeData,
} from "../core/index.js";
import { joinBytes, splitBytes, type SplitState } from "./binary-state.js";
import { liveWidgets, type LiveWidget, watchReloads } from "./live-widgets.js";
import { type ShownWidget, shownWidgets, VIEW_MIME } from "./shown-widgets.js";

/** Version of the widget messaging protocol; front ends check its first number. */
const PROTOCOL_VERSION = "2.1.0";

/** Milliseconds in which changes of one widget are joined: a front end drops what comes faster than it can take. */
const JOIN_MS = 30;

/** A JavaScript module of the front end, and the range of versions that fit. */
export interface WidgetModule {
  readonly name: string;
  readonly version: string;
}

export const BASE: WidgetModule = { name: "@jupyter-widgets/base", version: "2.0.0" };
export const CONTROLS: WidgetModule = { name: "@jupyter-widgets/controls", version: "2.0.0" };

/** Which class of the front end shows a widget, and its fields. */
export interface WidgetModel {
  readonly module: WidgetModule;
  readonly model: string;
  readonly view: string | null;
  /** @default the model's */
  readonly viewModule?: WidgetModule;
  /** How the front end writes a reference to this widget. @default "IPY_MODEL_" */
  readonly reference?: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/**
 * Something in the page that a cell can read and change: one model of the Jupyter widget protocol.
 *
 * As a cell's last value it shows itself. Outside a notebook it keeps its state and shows itself as text.
 */
export class Widget implements LiveWidget, ShownWidget {
  readonly id = randomUUID().replaceAll("-", "");
  readonly #model: WidgetModel;
  readonly #state: Record<string, unknown>;
  readonly #changed: ((patch: Readonly<Record<string, unknown>>) => unknown)[] = [];
  readonly #messages: ((content: unknown, buffers: readonly Uint8Array[]) => unknown)[] = [];
  #comm: Comm | undefined;
  #pending: Record<string, unknown> | undefined;
  readonly #joined = new JoinedCall(JOIN_MS, () => this.#flush());

  constructor(model: WidgetModel) {
    this.#model = model;
    const { module, viewModule = module } = model;
    this.#state = {
      _model_module: module.name,
      _model_module_version: module.version,
      _model_name: model.model,
      _view_module: viewModule.name,
      _view_module_version: viewModule.version,
      _view_name: model.view,
      _view_count: null,
      ...model.state,
    };
    const host = getCommHost();
    if (host === undefined) return;
    watchReloads(host);
    const { state, paths, buffers } = this.wire(this.#state);
    const data = { state, buffer_paths: paths };
    this.#comm = host.open("jupyter.widget", { id: this.id, data, metadata: { version: PROTOCOL_VERSION }, buffers });
    liveWidgets.set(this.id, this);
    this.#comm.onMessage((event) => this.#receive(event));
    this.#comm.onClose(() => this.#forget());
  }

  /** How other widgets name this one. */
  get reference(): string {
    return `${this.#model.reference ?? "IPY_MODEL_"}${this.id}`;
  }

  /** A field of the state. */
  get(name: string): unknown {
    return this.#state[name];
  }

  /** Changes fields of the state, here and in the page; changes within 30 ms travel together. */
  set(patch: Readonly<Record<string, unknown>>): void {
    const changes = Object.fromEntries(Object.entries(patch).filter(([name, value]) => this.#state[name] !== value));
    if (Object.keys(changes).length === 0) return;
    Object.assign(this.#state, changes);
    this.#pending = { ...this.#pending, ...changes };
    this.#joined.soon();
    this.#notify(changes);
  }

  /** Calls a handler with every change of the state, by the page or by `set`. */
  onStateChange(handler: (patch: Readonly<Record<string, unknown>>) => unknown): void {
    this.#changed.push(handler);
    this.#rebind();
  }

  /** Calls a handler with what the page sends beside the state, such as clicks. */
  onMessage(handler: (content: unknown, buffers: readonly Uint8Array[]) => unknown): void {
    this.#messages.push(handler);
    this.#rebind();
  }

  /** Sends something beside the state to the page. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.#flush();
    this.#comm?.send({ method: "custom", content }, { buffers });
  }

  /** Takes the widget out of the page. Its state stays readable. */
  close(): void {
    this.#flush();
    shownWidgets.leaves(this);
    this.#comm?.close();
    this.#forget();
  }

  /** The whole state as it travels, for a page that was loaded again. */
  snapshot(): ReturnType<LiveWidget["snapshot"]> {
    const { _model_name, _model_module, _model_module_version } = this.#state;
    return {
      ...this.wire(this.#state),
      model: {
        model_name: _model_name,
        model_module: _model_module,
        model_module_version: _model_module_version,
      },
    };
  }

  toString(): string {
    return String(this.#model.model).replace(/Model$/, "");
  }

  /** Itself as HTML, for a page or an export without widgets. */
  toHtml(): string {
    return `<p>${escapeHtml(this.toString()).replaceAll("\n", "<br>")}</p>`;
  }

  asSaved(): MimeData {
    return { "text/html": this.toHtml(), "text/plain": this.toString() };
  }

  tellSaved(metadata: Readonly<Record<string, unknown>>): void {
    this.#comm?.send({ method: "update", state: {}, buffer_paths: [] }, { metadata });
  }

  [JUPYTER_DISPLAY](): MimeData {
    const plain = this.asSaved();
    if (this.#comm === undefined) return plain;
    shownWidgets.add(this, plain);
    return { [VIEW_MIME]: { version_major: 2, version_minor: 1, model_id: this.id }, ...plain };
  }

  /** Turns widgets in a state into references, and takes its bytes out. */
  protected wire(state: Readonly<Record<string, unknown>>): SplitState {
    return splitBytes(withReferences(state) as Record<string, unknown>);
  }

  #flush(): void {
    const patch = this.#pending;
    this.#pending = undefined;
    if (patch !== undefined && Object.keys(patch).length > 0) this.#update("update", patch);
  }

  #update(method: "update" | "echo_update", patch: Readonly<Record<string, unknown>>): void {
    const { state, paths, buffers } = this.wire(patch);
    this.#comm?.send({ method, state, buffer_paths: paths }, { buffers });
  }

  #receive({ data, buffers }: CommEvent): void {
    const { method } = data;
    if (method === "request_state") return this.#update("update", this.#state);
    if (method === "custom") {
      for (const handler of this.#messages) handler(data["content"], buffers);
      return;
    }
    if (method !== "update" || !isRecord(data["state"])) return;
    const paths = Array.isArray(data["buffer_paths"]) ? (data["buffer_paths"] as (string | number)[][]) : [];
    const patch = joinBytes(data["state"], paths, buffers);
    Object.assign(this.#state, patch);
    // What waits to be sent of them is older.
    for (const name of Object.keys(patch)) delete this.#pending?.[name];
    // Before the handlers, so that another value that one of them sets comes after it.
    this.#update("echo_update", patch);
    this.#notify(patch);
  }

  #notify(patch: Readonly<Record<string, unknown>>): void {
    shownWidgets.changed();
    const errors: unknown[] = [];
    for (const handler of this.#changed) {
      try {
        handler(patch);
      } catch (error) {
        errors.push(error);
      }
    }
    // One that throws keeps no other from its call.
    if (errors.length > 0) throw errors[0];
  }

  /** What handlers show belongs to the cell that set the last of them. */
  #rebind(): void {
    this.#comm?.onMessage((event) => this.#receive(event));
  }

  #forget(): void {
    this.#comm = undefined;
    liveWidgets.delete(this.id);
    shownWidgets.remove(this);
  }
}

function withReferences(value: unknown): unknown {
  if (value instanceof Widget) return value.reference;
  if (Array.isArray(value)) return value.map(withReferences);
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withReferences(item)]));
}
