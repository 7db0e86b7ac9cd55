import { randomUUID } from "node:crypto";
import { getDisplaySink, type DisplayBundle, type DisplaySink } from "../core/index.js";
import { withoutTags } from "./without-tags.js";
import { toBundle } from "./to-bundle.js";

/** Options of {@link display}. */
export interface DisplayValueOptions {
  /** Names the output, so that it can be replaced. @default a random id */
  readonly displayId?: string;
  /** Replaces the output of that name instead of adding one. @default false */
  readonly update?: boolean;
  /** Whether a figure's static picture is drawn; without it a figure shows at once. @default true */
  readonly picture?: boolean;
  /** Where to show it. @default the notebook's display; outside a notebook, the text goes to stdout */
  readonly sink?: DisplaySink;
}

/** An output that can be replaced in place. */
export interface DisplayHandle {
  readonly displayId: string;
  /** Shows another value in the same place; resolves when it is shown. */
  update(value: unknown, options?: { readonly picture?: boolean }): Promise<void>;
}

function send(
  bundle: DisplayBundle,
  displayId: string,
  { sink = getDisplaySink(), update }: DisplayValueOptions,
): void {
  if (sink !== undefined) return sink.display(bundle, { displayId, update });
  process.stdout.write(`${String(bundle.data["text/plain"] ?? Object.keys(bundle.data).join(", "))}\n`);
}

/**
 * Shows a value as output of the cell, and returns a handle that replaces it in place.
 *
 * Everything but a figure's picture is shown before it returns; `await` it where the order of outputs matters.
 *
 * @example
 * const chart = await display(figure({ data: steps, kind: "line", y: "loss" }));
 * await chart.update(figure({ data: moreSteps, kind: "line", y: "loss" }), { picture: false });
 */
export async function display(value: unknown, options: DisplayValueOptions = {}): Promise<DisplayHandle> {
  const { displayId = randomUUID(), picture } = options;
  const bundle = toBundle(value, { picture });
  send(bundle instanceof Promise ? await bundle : bundle, displayId, options);
  let latest = 0;
  return {
    displayId,
    async update(next, more = {}) {
      const turn = ++latest;
      const nextBundle = await toBundle(next, more);
      // A picture that took long must not replace a newer value.
      if (turn === latest) send(nextBundle, displayId, { ...options, update: true });
    },
  };
}

/**
 * Shows Markdown as output of the cell.
 *
 * @example
 * markdown("**Loss** fell to 0.41.");
 */
export function markdown(text: string, options: DisplayValueOptions = {}): void {
  const { displayId = randomUUID() } = options;
  send({ data: { "text/markdown": text, "text/plain": text } }, displayId, options);
}

/**
 * Shows HTML as output of the cell. The text is used as it is: pass anything that is not yours through `escapeHtml`.
 *
 * @example
 * html(`<b>${escapeHtml(name)}</b>`);
 */
export function html(source: string, options: DisplayValueOptions = {}): void {
  const { displayId = randomUUID() } = options;
  send({ data: { "text/html": source, "text/plain": withoutTags(source) } }, displayId, options);
}
