import { escapeHtml, type MimeData, type OutputListener } from "../core/index.js";
import { toBundle } from "../display/index.js";
import { shownWidgets, VIEW_MIME } from "./shown-widgets.js";

/** An entry of an output area, as notebooks store it. */
export type OutputEntry = Readonly<Record<string, unknown>>;

/** Where the entries of {@link OutputEntries} are kept. */
export interface EntryStore {
  read(): readonly OutputEntry[];
  write(entries: readonly OutputEntry[]): void;
}

/**
 * Makes entries of an output area of what is printed and displayed, in its order.
 *
 * @example
 * const entries = new OutputEntries(store);
 * entries.stream("stdout", "a"); entries.stream("stdout", "b\n"); // one entry: { name: "stdout", text: "ab\n", … }
 */
export class OutputEntries implements OutputListener {
  readonly #store: EntryStore;
  /** Entries that were displayed under a name, by it. */
  readonly #named = new Map<string, OutputEntry>();
  #clearsNext = false;

  constructor(store: EntryStore) {
    this.#store = store;
  }

  /** Text of the same stream goes on where the last one ended. */
  stream(name: "stdout" | "stderr", text: string): void {
    const entries = this.#store.read();
    const last = this.#clearsNext ? undefined : entries.at(-1);
    if (last?.["name"] !== name) return this.#add({ output_type: "stream", name, text });
    this.#store.write([...entries.slice(0, -1), { ...last, text: `${String(last["text"])}${text}` }]);
  }

  display(...[{ data, metadata = {} }, { displayId, update = false }]: Parameters<OutputListener["display"]>): void {
    const entry: OutputEntry = { output_type: "display_data", data, metadata };
    const earlier = displayId === undefined ? undefined : this.#named.get(displayId);
    if (displayId !== undefined) this.#named.set(displayId, entry);
    if (!update) return this.#add(entry);
    this.#store.write(this.#store.read().map((one) => (one === earlier ? entry : one)));
  }

  clear(wait: boolean): void {
    this.#clearsNext = wait;
    if (!wait) this.#store.write([]);
  }

  /** Adds a value as a cell's last value is shown. */
  async show(value: unknown): Promise<void> {
    this.#add(await toEntry(value));
  }

  #add(entry: OutputEntry): void {
    const before = this.#clearsNext ? [] : this.#store.read();
    this.#clearsNext = false;
    this.#store.write([...before, entry]);
  }
}

/** A value as an entry, as a cell's last value is shown. */
export async function toEntry(value: unknown): Promise<OutputEntry> {
  const { data, metadata = {} } = await toBundle(value);
  return { output_type: "display_data", data, metadata };
}

/** Pictures that notebooks hold in base64. */
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"] as const;

/** An entry as HTML, for a page without widgets: a picture where there is one, and text where nothing else is there. */
export function entryToHtml(entry: OutputEntry): string {
  const { "text/html": html, ...data } = dataOf(entry);
  if (typeof html === "string") return html;
  const shown = escapeHtml(entryToText(entry));
  const type = PICTURES.find((picture) => typeof data[picture] === "string");
  return type === undefined
    ? `<pre>${shown}</pre>`
    : `<img src="data:${type};base64,${String(data[type])}" alt="${shown}" style="max-width: 100%">`;
}

/** An entry as text. */
export function entryToText(entry: OutputEntry): string {
  const { "text/plain": plain, "text/markdown": markdown, "text/latex": latex } = dataOf(entry);
  return String(entry["text"] ?? plain ?? markdown ?? latex ?? "");
}

/** What an entry displays; of a widget, as it is by now. */
function dataOf({ data = {} }: OutputEntry): MimeData {
  const shown = data as MimeData;
  const view = shown[VIEW_MIME] as { readonly model_id?: unknown } | undefined;
  return shownWidgets.savedAs(view?.model_id) ?? shown;
}
