import type { DisplayBundle } from "../../core/essentials/index.js";

/** JavaScript of a cell or of an expression, as the compiler made it. */
export interface Executable {
  readonly javascript: string;
  readonly sourceMap: string;
  /** Name in stack traces, for example `"Cell 3"`. */
  readonly label: string;
  /** What the learner typed, for the source lines of a traceback. */
  readonly source: string;
  /** Top-level names that the cell declares or imports. */
  readonly declares: readonly string[];
}

/** One cell to run; the runner runs one at a time. */
export interface RunRequest {
  readonly type: "run";
  /** Number that the runner's messages about this cell carry; never used twice. */
  readonly cell: number;
  readonly executable: Executable;
  /** Folder from which imports resolve: the notebook's. */
  readonly directory: string;
  /** Whether the client that sent the cell answers questions. */
  readonly canAsk: boolean;
  /** Evaluated one after the other when the cell succeeded. */
  readonly expressions: readonly { readonly name: string; readonly outcome: Executable | ErrorReport }[];
}

/** The person's answer to an {@link AskMessage}. */
export interface AnswerMessage {
  readonly type: "answer";
  readonly ask: number;
  readonly value: string;
}

/** Asks the runner to end by itself, so that what listens to its end is run. */
export interface ExitMessage {
  readonly type: "exit";
}

/** What both ends of a comm send. */
export interface CommTraffic {
  readonly type: "comm";
  readonly kind: "open" | "msg" | "close";
  readonly comm: string;
  /** Only of an `open`. */
  readonly target?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Bytes in base64. */
  readonly buffers: readonly string[];
}

/** A message of the front end to a comm; the runner says when it has handled it. */
export interface CommRequest extends CommTraffic {
  /** Number that the answers to it carry. */
  readonly request: number;
}

/** A message of a cell to the front end. */
export interface CommMessage extends CommTraffic {
  readonly cell: number;
  /** The message that was being handled when this one was sent, if any. */
  readonly request?: number | undefined;
}

export type ToRunner = RunRequest | AnswerMessage | ExitMessage | CommRequest;

/** An error in the words of Jupyter's `error` message. */
export interface ErrorReport {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export const isErrorReport = (value: Executable | ErrorReport): value is ErrorReport => "traceback" in value;

/** How a cell ended. */
export type CellOutcome =
  | {
      readonly status: "ok";
      readonly result?: DisplayBundle;
      readonly expressions: Readonly<Record<string, ExpressionOutcome>>;
    }
  | ({ readonly status: "error"; readonly interrupted?: boolean } & ErrorReport);

export type ExpressionOutcome =
  ({ readonly status: "ok" } & DisplayBundle) | ({ readonly status: "error" } & ErrorReport);

export interface StreamMessage {
  readonly type: "stream";
  readonly cell: number;
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

export interface DisplayMessage {
  readonly type: "display";
  readonly cell: number;
  readonly bundle: DisplayBundle;
  readonly displayId?: string;
  readonly update: boolean;
}

export interface AskMessage {
  readonly type: "ask";
  readonly cell: number;
  readonly ask: number;
  readonly prompt: string;
  readonly secret: boolean;
}

export type FromRunner =
  | { readonly type: "ready" }
  | StreamMessage
  | DisplayMessage
  | AskMessage
  | { readonly type: "clear"; readonly cell: number; readonly wait: boolean }
  /** Text for the front end's pager (`%help`). */
  | { readonly type: "replaceCell"; readonly cell: number; readonly text: string }
  | { readonly type: "page"; readonly cell: number; readonly data: Readonly<Record<string, unknown>> }
  /** A cell has given this value to an environment variable that is named like a secret. */
  | { readonly type: "secret"; readonly value: string }
  /** A text that the person asked to see with the secret that it holds (`%reveal`). */
  | { readonly type: "reveal"; readonly cell: number; readonly text: string }
  | CommMessage
  /** A message of the front end was handled, as far as its handler does not await. */
  | { readonly type: "commDone"; readonly request: number }
  /** The names of other cells are gone (`%reset`). */
  | { readonly type: "forget" }
  | { readonly type: "ended"; readonly cell: number; readonly outcome: CellOutcome }
  /**
   * Node's own state was broken by an interrupt, or by what a cell has replaced; the runner ends. `replaced` names the first
   * such thing.
   */
  | { readonly type: "broken"; readonly by: "interrupt" | "replaced"; readonly replaced?: string }
  /** `process.exit` was called, or the event loop was ended; `replaced` is something of the language that a cell replaced. */
  | { readonly type: "exiting"; readonly code: number; readonly replaced?: string };

/** File descriptors of the runner beside the standard ones. */
export const RUNNER_FDS = { requests: 3, messages: 4, interrupts: 5, debugger: 6 } as const;

/** What the interrupt thread reads: a byte for each interrupt, and one that has it connect the debugger. */
export const INTERRUPT_BYTES = { interrupt: "i", connectDebugger: "d", lookAtDisplay: "s" } as const;

/** Milliseconds between two looks at whether a display is still the same, and how many it is given. */
export const DISPLAY_LOOKS = { everyMs: 5000, most: 2 } as const;

/** What the interrupt thread writes: before it ends executing code by force, and when the main thread has noticed. */
export const INTERRUPT_ANSWERS = { forced: "f", noticed: "d", loading: "l" } as const;

/** Key on `globalThis` under which the debugger finds what it reads, see `child/debug/debug-hook.ts`. */
export const DEBUG_HOOK_KEY = "tunelab.debugger";

/** Written by the runner to its own standard streams when a cell ends, so that the kernel knows it has read all. */
export const streamMarker = (token: string, cell: number): string => `\u0000${token}:${cell}\u0000`;

/** Environment variable that carries the random token of {@link streamMarker} to the runner. */
export const MARKER_VARIABLE = "TUNELAB_RUNNER_MARKER";
