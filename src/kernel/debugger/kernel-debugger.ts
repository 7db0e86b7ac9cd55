import type { RunRequest } from "../runner/index.js";
import { CELL_FILES } from "./cell-path.js";
import type { DebugArguments } from "./debug-request.js";
import type { DebugSession, DebugSessionOptions } from "./debug-session.js";

/**
 * The debugger as the kernel sees it: answers `debug_request`. Nothing of it is loaded, and nothing in the runner is opened,
 * before a front end turns it on; a page that only opens asks for `debugInfo`.
 */
export class KernelDebugger {
  readonly #options: DebugSessionOptions;
  #session: DebugSession | undefined;
  #count = 0;

  constructor(options: DebugSessionOptions) {
    this.#options = options;
  }

  /** The content of a `debug_reply`: a response of the Debug Adapter Protocol, also where the request fails. */
  async answer(content: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const command = String(content.command);
    const response = { type: "response", seq: ++this.#count, request_seq: content.seq ?? 0, command };
    try {
      const args = (content.arguments ?? {}) as DebugArguments;
      const body = command === "debugInfo" ? this.#info() : await (await this.#load()).answer(command, args);
      return { ...response, success: true, body };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ...response, success: false, message, body: { error: { id: 1, format: message } } };
    }
  }

  /** To be awaited before a cell is given to the runner. */
  async beforeRun(request: RunRequest): Promise<void> {
    // A debugger that fails keeps no cell from running.
    await this.#session?.beforeRun(request).catch(() => undefined);
  }

  /** Frees a cell that stands still, so that an interrupt reaches it. */
  async interrupt(): Promise<void> {
    // A runner that has just gone is interrupted by that.
    await this.#session?.interrupt().catch(() => undefined);
  }

  onRunnerLost(): void {
    this.#session?.onRunnerLost();
  }

  async #load(): Promise<DebugSession> {
    const { DebugSession: Session } = await import("./debug-session.js");
    this.#session ??= new Session(this.#options);
    return this.#session;
  }

  #info(): Record<string, unknown> {
    return {
      isStarted: false,
      breakpoints: [],
      stoppedThreads: [],
      ...this.#session?.state,
      ...CELL_FILES,
      richRendering: true,
      exceptionPaths: ["TypeScript Exceptions"],
      copyToGlobals: true,
    };
  }
}
