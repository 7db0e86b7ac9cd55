import { AsyncLocalStorage } from "node:async_hooks";
import { setMaxListeners } from "node:events";
import { inspect } from "node:util";
import type { Capture } from "./output/capture.js";
import { shield } from "./guard/shield.js";

/** A cell for as long as anything that it started can still run. */
export interface CellContext {
  readonly id: number;
  readonly canAsk: boolean;
  readonly abort: AbortController;
  /** Undo actions of what the cell waits for; dropped when it ends. */
  readonly pending: Set<() => void>;
  /** Displays that are still being made; the cell ends after them. */
  readonly displays: Set<Promise<void>>;
  state: "running" | "ended" | "interrupted";
  /** Takes what is shown, where that is not for the cell. */
  readonly capture?: Capture;
}

const CONTEXT_LABEL = Object.freeze({});
const storage = shield(new AsyncLocalStorage<CellContext>());
let latest: CellContext | undefined;
let anyInterrupted = false;

export function createCellContext(options: Pick<CellContext, "id" | "canAsk">): CellContext {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  latest = { ...options, abort, pending: new Set(), displays: new Set(), state: "running" };
  // Node hangs the context on timers, sockets and the like, and shows it with them.
  Object.defineProperty(latest, inspect.custom, { value: () => CONTEXT_LABEL, enumerable: false });
  return latest;
}

/**
 * A context for a handler that a cell has set: what it shows belongs to the cell, and that the cell was interrupted does
 * not end it.
 */
export function createHandlerContext({ id, canAsk }: Pick<CellContext, "id" | "canAsk">): CellContext {
  const newest = latest;
  const context = createCellContext({ id, canAsk });
  context.state = "ended";
  latest = newest;
  return context;
}

/** Marks a cell as interrupted: from now on nothing of it goes on. */
export function markInterrupted(cell: CellContext): void {
  cell.state = "interrupted";
  anyInterrupted = true;
}

/** Whether any cell was ever interrupted; spares the look at the calling one. */
export const wasInterrupted = (): boolean => anyInterrupted;

/** Runs a function, and everything that it starts, as part of a cell. */
export const runInCell = <T>(cell: CellContext, run: () => T): T => storage.run(cell, run);

/** Runs a function as part of a cell, but for what it shows, which goes elsewhere. */
export const runCaptured = <T>(cell: CellContext, capture: Capture, run: () => T): T =>
  // Over the cell, so that its end and its interrupt are this one's too.
  storage.run(Object.create(cell, { capture: { value: capture } }) as CellContext, run);

/** The cell that started what is running now; code of no known cell counts to the latest one. */
export const currentCell = (): CellContext | undefined => storage.getStore() ?? latest;
