import { currentCell, wasInterrupted } from "./cell-context.js";
import { NativePromise, applyFunction } from "./guard/captured.js";
import { createCellRequire, importForCell, resolveForCell } from "./modules/module-loader.js";
import { withTypedMessage } from "./errors/typed-names.js";

/** The value of a cell's last expression, in a box: a promise that is resolved with a value itself waits for its `then`. */
class Shown {
  /** Found before one that a cell gave to every object. */
  readonly then = undefined;

  constructor(public value: unknown) {}
}

export const isShown = (given: unknown): given is Shown => given instanceof Shown;

const never = new NativePromise<never>(() => undefined);

/** What compiled cells get as `$cell`; `compiler/cell-compiler.ts` says what they do with it. */
export class CellHandle {
  readonly scope: Record<string, unknown>;
  /** Never settles: where a cell that was interrupted stays. */
  readonly never = never;
  readonly import: (specifier: string, options?: ImportCallOptions) => Promise<unknown>;
  readonly require: (specifier: string) => unknown;
  readonly resolve: (specifier: string) => string;
  readonly asTyped = withTypedMessage;

  constructor(scope: Record<string, unknown>, directory: string) {
    this.scope = scope;
    this.import = (specifier, options) => importForCell(specifier, directory, options);
    this.require = (specifier) => createCellRequire(directory)(specifier) as unknown;
    this.resolve = (specifier) => resolveForCell(specifier, directory);
  }

  /** Whether the code that asks belongs to a cell that was interrupted. */
  get stopped(): boolean {
    return wasInterrupted() && currentCell()?.state === "interrupted";
  }

  /** Whether a `catch` is to end here: its cell was interrupted, and the error is not what told it so. */
  lost(error: unknown): boolean {
    return this.stopped && !isAbort(error);
  }

  after(value: unknown): unknown {
    return value;
  }

  /** What is called back once, as with a promise's value: nothing of a cell that was interrupted is called. */
  onCall(listener: unknown): unknown {
    return this.#wrap(listener, () => this.stopped);
  }

  /** The same for what a promise fails with, but for the error that tells of the interrupt. */
  onError(listener: unknown): unknown {
    return this.#wrap(listener, (error) => this.lost(error));
  }

  /** The same for the end of a promise, of which nobody knows whether it is that of the interrupt: it is called once. */
  onEnd(listener: unknown): unknown {
    const isLate = this.stopped;
    return this.#wrap(listener, () => isLate);
  }

  #wrap(listener: unknown, isOver: (given: unknown) => boolean): unknown {
    if (typeof listener !== "function") return listener;
    return function (this: unknown, ...given: unknown[]): unknown {
      return isOver(given[0]) ? never : applyFunction(listener as never, this, given);
    };
  }

  result(value: unknown): unknown {
    return new Shown(value);
  }
}

function isAbort(error: unknown): boolean {
  try {
    const { name } = error as { name?: unknown };
    return name === "AbortError" || name === "Interrupted";
  } catch {
    return false;
  }
}
