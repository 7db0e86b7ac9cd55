import { type Debugger, Session } from "node:inspector";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds after which code that cannot be paused is ended all the same: it waits in native code. */
const PAUSE_PATIENCE_MS = 1000;
/** Milliseconds that the end of such code may take. */
const END_PATIENCE_MS = 120;
const POLL_MS = 10;

/** Node's loaders of modules. */
const LOADER = "node:internal/modules/";
/** Code of a cell. */
const CELL = "tunelab-cell:";

/** What {@link Terminator} asks and tells. */
export interface TerminatorOptions {
  /**
   * Whether a module is being loaded that no frame may show: one that waits for another is evaluated by V8 itself. It may
   * also wait for ever, and code of a cell be what executes.
   */
  readonly isLoading: () => boolean;
  /** Called when code goes on because a module is being loaded. */
  readonly onLoading: () => void;
  /** Called before code is ended. */
  readonly onEnd: () => void;
}

/**
 * Ends JavaScript of the main thread from another one: loops in cells, timers and microtasks, with or without `catch`.
 *
 * Code in which Node loads a module goes on: a module that is ended half-way is never evaluated again, and every later
 * import of it waits for ever. To see that, the thread is paused first, and ended as it resumes.
 */
export class Terminator {
  #session: Session | undefined;
  readonly #loaders = new Set<string>();
  readonly #cells = new Set<string>();
  #decide: ((callFrames: readonly Debugger.CallFrame[]) => void) | undefined;

  readonly #options: TerminatorOptions;

  constructor(options: TerminatorOptions) {
    this.#options = options;
  }

  /** Ends what the thread executes, unless it loads a module or `isFree` tells that it executes nothing any more. */
  async terminate(isFree: () => boolean): Promise<void> {
    await this.#post("Debugger.enable");
    if (isFree()) return;
    let wasPaused = false;
    const paused = new Promise<void>((resolve) => {
      this.#decide = (frames) => {
        wasPaused = true;
        const loads = this.#loads(frames);
        if (loads) this.#options.onLoading();
        else this.#options.onEnd();
        void this.#post("Debugger.resume", { terminateOnResume: !loads }).then(resolve);
      };
    });
    await this.#post("Debugger.pause");
    for (let waited = 0; waited < PAUSE_PATIENCE_MS && !wasPaused; waited += POLL_MS) {
      await sleep(POLL_MS);
      if (!wasPaused && isFree()) return void (this.#decide = undefined);
    }
    if (wasPaused) return paused;
    if (this.#options.isLoading()) this.#options.onLoading();
    else await this.terminateUnseen();
  }

  /** Ends what the thread executes, whatever it is, without a pause. */
  async terminateUnseen(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    this.#options.onEnd();
    const over = new Promise((resolve) => (late = setTimeout(resolve, END_PATIENCE_MS)));
    await Promise.race([this.#post("Runtime.terminateExecution"), over]);
    clearTimeout(late);
  }

  /** Lets the thread run as if nobody had looked. */
  release(): void {
    this.#decide = undefined;
    this.#session?.disconnect();
    this.#session = undefined;
  }

  #loads(frames: readonly Debugger.CallFrame[]): boolean {
    if (frames.some(({ location }) => this.#loaders.has(location.scriptId))) return true;
    return this.#options.isLoading() && !frames.some(({ location }) => this.#cells.has(location.scriptId));
  }

  #post(method: string, params?: object): Promise<void> {
    this.#session ??= this.#connect();
    const session = this.#session;
    return new Promise((resolve) => session.post(method, params, () => resolve()));
  }

  #connect(): Session {
    const session = new Session();
    session.connectToMainThread();
    this.#loaders.clear();
    this.#cells.clear();
    session.on("Debugger.scriptParsed", ({ params }) => {
      if (params.url.startsWith(LOADER)) this.#loaders.add(params.scriptId);
      else if (params.url.startsWith(CELL)) this.#cells.add(params.scriptId);
    });
    session.on("Debugger.paused", ({ params }) => {
      if (this.#decide === undefined) return session.post("Debugger.resume");
      this.#decide(params.callFrames);
    });
    return session;
  }
}
