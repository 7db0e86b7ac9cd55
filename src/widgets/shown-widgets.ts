import { JoinedCall, type MimeData } from "../core/index.js";

/**
 * Key in the metadata of a widget's comm message: what a page shall save in the place of the widget's view, as a page or an
 * export shows it that cannot show the widget itself.
 */
export const SAVED_AS = "tunelab/saved-as";

/** MIME type by which a display says which widget it shows. */
export const VIEW_MIME = "application/vnd.jupyter.widget-view+json";

/** Milliseconds in which changes are joined: a page needs them when it saves, which no hand does sooner. */
const JOIN_MS = 300;

/** A widget that a cell has shown. */
export interface ShownWidget {
  readonly id: string;
  /** Itself without its view. */
  asSaved(): MimeData;
  /** Tells pages what they shall save. */
  tellSaved(metadata: Readonly<Record<string, unknown>>): void;
}

/** By widget, what pages know that they shall save. */
const told = new Map<ShownWidget, string | undefined>();

const telling = new JoinedCall(JOIN_MS, () => {
  for (const widget of told.keys()) tell(widget);
});

function tell(widget: ShownWidget): void {
  const data = widget.asSaved();
  const now = JSON.stringify(data);
  if (now === told.get(widget)) return;
  told.set(widget, now);
  widget.tellSaved({ [SAVED_AS]: data });
}

/**
 * The widgets that cells have shown. A notebook keeps what a widget was when it was shown; so that one that nobody runs has
 * what it was last, pages are told of changes and save them.
 */
export const shownWidgets = {
  /** A cell shows a widget as `data`. */
  add(widget: ShownWidget, data: MimeData): void {
    told.set(widget, JSON.stringify(data));
  },
  /** A widget has changed, and with it those that hold it. */
  changed(): void {
    if (told.size > 0) telling.soon();
  },
  /** A page was loaded again, and knows only what was saved. */
  pageLoaded(): void {
    for (const widget of told.keys()) told.set(widget, undefined);
    this.changed();
  },
  /** What stands for a shown widget by now; undefined of what is none. */
  savedAs(id: unknown): MimeData | undefined {
    return [...told.keys()].find((widget) => widget.id === id)?.asSaved();
  },
  /** A widget is about to leave the pages, which keep what it was last. */
  leaves(widget: ShownWidget): void {
    if (told.has(widget)) tell(widget);
  },
  /** A widget has left the pages. */
  remove(widget: ShownWidget): void {
    told.delete(widget);
  },
};
