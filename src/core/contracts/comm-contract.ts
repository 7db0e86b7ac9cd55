/** What one end of a comm sends to the other. */
export interface CommEvent {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Raw bytes beside the data. */
  readonly buffers: readonly Uint8Array[];
}

/** What {@link Comm.send} and {@link CommHost.open} take beside the data. */
export interface CommParts {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Uint8Array[];
}

/**
 * A channel between a cell and something in the front end, such as a widget.
 *
 * What a handler shows belongs to the cell that set it, also after that cell has ended. Handlers run whenever the running
 * cell awaits.
 */
export interface Comm {
  readonly id: string;
  readonly target: string;
  send(data: Readonly<Record<string, unknown>>, parts?: CommParts): void;
  close(data?: Readonly<Record<string, unknown>>): void;
  /** Sets who is told what the front end sends, in place of who was before. */
  onMessage(handler: (event: CommEvent) => unknown): void;
  /** Sets who is told that the front end has closed it. */
  onClose(handler: (event: CommEvent) => unknown): void;
}

/**
 * Where comms are opened: the kernel registers one in the cell runner, and packages such as this library's widgets use it.
 *
 * The two never import each other. They meet at `globalThis[COMM_HOST]`.
 */
export interface CommHost {
  /** Opens a comm to a target of the front end. */
  open(
    target: string,
    options?: CommParts & { readonly id?: string; readonly data?: Readonly<Record<string, unknown>> },
  ): Comm;
  /** Names who takes the comms that the front end opens to a target; one that nobody takes is closed again. */
  registerTarget(target: string, onOpen: (comm: Comm, event: CommEvent) => unknown): void;
}

/** Key on `globalThis` of the {@link CommHost}. */
export const COMM_HOST = Symbol.for("tunelab.commHost");

/**
 * The comms of the kernel that runs this code; `undefined` outside a notebook.
 *
 * @example
 * getCommHost()?.open("my-extension", { data: { hello: 1 } }).onMessage(({ data }) => console.log(data));
 */
export function getCommHost(): CommHost | undefined {
  return (globalThis as Record<symbol, unknown>)[COMM_HOST] as CommHost | undefined;
}
