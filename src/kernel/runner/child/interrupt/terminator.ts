import { type Debugger, Session } from "node:inspector";

/** Milliseconds after which code that cannot be paused is ended all the same: it waits in native code. */
const PAUSE_PATIENCE_MS = 1000;
/** Milliseconds that the end of such code may take. */
const END_PATIENCE_MS = 120;

/** Node's loaders of modules. */
const LOADER = "node:internal/modules/";

/**
 * Ends JavaScript of the main thread from another one: loops in cells, timers and microtasks, with or without `catch`.
 *
 * Code in which Node loads a module goes on: a module that is ended half-way is never evaluated again, and every later
 * import of it waits for ever. To see that, the thread is paused first, and ended as it resumes.
 */
export class Terminator {
  #session: Session | undefined;
  readonly #loaders = new Set<string>();
  #decide: ((callFrames: readonly Debugger.CallFrame[]) => void) | undefined;

  /**
   * `isLoading` tells whether a module is being loaded that no frame may show: one that waits for another is evaluated by V8
   * itself. `onEnd` is called before code is ended.
   */
  constructor(
    private readonly isLoading: () => boolean,
    private readonly onEnd: () => void,
  ) {}

  /** Ends what the thread executes, unless it loads a module; should it be idle, what it executes next. */
  async terminate(): Promise<void> {
    await this.#post("Debugger.enable");
    let late: NodeJS.Timeout | undefined;
    const paused = new Promise<boolean>((resolve) => {
      late = setTimeout(() => resolve(false), PAUSE_PATIENCE_MS);
      this.#decide = (frames) => {
        const loads = this.isLoading() || frames.some(({ location }) => this.#loaders.has(location.scriptId));
        if (!loads) this.onEnd();
        void this.#post("Debugger.resume", { terminateOnResume: !loads }).then(() => resolve(true));
      };
    });
    await this.#post("Debugger.pause");
    const wasPaused = await paused;
    clearTimeout(late);
    if (!wasPaused && !this.isLoading()) await this.terminateUnseen();
  }

  /** Ends what the thread executes, whatever it is, without a pause. */
  async terminateUnseen(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    this.onEnd();
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

  #post(method: string, params?: object): Promise<void> {
    this.#session ??= this.#connect();
    const session = this.#session;
    return new Promise((resolve) => session.post(method, params, () => resolve()));
  }

  #connect(): Session {
    const session = new Session();
    session.connectToMainThread();
    this.#loaders.clear();
    session.on("Debugger.scriptParsed", ({ params }) => {
      if (params.url.startsWith(LOADER)) this.#loaders.add(params.scriptId);
    });
    session.on("Debugger.paused", ({ params }) => {
      if (this.#decide === undefined) return session.post("Debugger.resume");
      this.#decide(params.callFrames);
    });
    return session;
  }
}
