/** MIME type to content: strings for text, base64 for images, objects for JSON types. */
export type MimeData = Record<string, unknown>;

/** What a front end is asked to show: the same thing in several MIME types, and hints for each. */
export interface DisplayBundle {
  readonly data: MimeData;
  readonly metadata?: Record<string, unknown>;
}

/** Options of {@link DisplaySink.display}. */
export interface DisplayOptions {
  /** Names the output, so that a later call can replace it in place. */
  readonly displayId?: string;
  /** Replaces the output named by `displayId` instead of adding one. @default false */
  readonly update?: boolean;
}

/** Where the output of a function goes that {@link DisplaySink.capture} runs. */
export interface OutputListener {
  stream(name: "stdout" | "stderr", text: string): void;
  display(bundle: DisplayBundle, options: DisplayOptions): void;
  /** All shown so far shall go; with `wait`, only when the next output arrives. */
  clear(wait: boolean): void;
}

/**
 * Where displays go: the kernel registers one in the cell runner, and the library writes to it.
 *
 * The two never import each other. They meet at `globalThis[DISPLAY_SINK]`, so that two loaded
 * copies of the library still share one sink.
 */
export interface DisplaySink {
  /** Shows a bundle as output of the cell that is calling. */
  display(bundle: DisplayBundle, options?: DisplayOptions): void;
  /** Clears the calling cell's output; with `wait`, only when its next output arrives. */
  clearOutput(options?: { readonly wait?: boolean }): void;
  /**
   * Runs a function of which the output, and that of everything that it starts, goes to a listener instead of into the cell.
   * Gives what the function returns.
   */
  capture<T>(listener: OutputListener, run: () => T): T;
  /** Whether the front end accepts questions to the person (nbconvert and papermill do not). */
  readonly canAsk: boolean;
  /** Asks the person for a line of text. Throws a {@link TunelabError} `stdin_not_allowed` where nobody can answer. */
  ask(prompt: string, options?: { readonly secret?: boolean }): Promise<string>;
  /** Aborted when the calling cell is interrupted. */
  readonly interruptSignal: AbortSignal;
  /**
   * Runs work whose timers and requests go on although the calling cell was interrupted, from when the interrupt has been dealt
   * with; older kernels have none.
   */
  readonly outlive?: <T>(run: () => Promise<T>) => Promise<T>;
}

/** Method name under which an object offers its own display: `() => MimeData | Promise<MimeData>`, as Deno's kernel has it. */
export const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");

/** Key on the object returned by a `Jupyter.display` method that holds the bundle's metadata (for example an image's width). */
export const JUPYTER_DISPLAY_METADATA = Symbol.for("Jupyter.displayMetadata");

/** Key on `globalThis` of the {@link DisplaySink}. */
export const DISPLAY_SINK = Symbol.for("tunelab.displaySink");

/** Key on `globalThis` of the {@link SqlEngine} that `%%sql` hands its text to. */
export const SQL_ENGINE = Symbol.for("tunelab.sqlEngine");

/** Runs SQL text and returns something that can be displayed, such as a DataFrame. */
export interface SqlEngine {
  query(sql: string, options?: { readonly signal?: AbortSignal }): Promise<unknown>;
}

/** Key on `globalThis` of a function that maps a path as a learner writes it (`/Volumes/…`) to the real one. */
export const PATH_MAPPER = Symbol.for("tunelab.pathMapper");

/**
 * Returns the sink that the kernel registered, or `undefined` outside a notebook.
 *
 * @example
 * getDisplaySink()?.display({ data: { "text/plain": "hello" } });
 */
export function getDisplaySink(): DisplaySink | undefined {
  return (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] as DisplaySink | undefined;
}
