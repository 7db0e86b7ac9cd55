import { type CellOutcome, type RunnerListener, RunnerProcess, type RunRequest } from "../runner/index.js";
import { say } from "../../texts/kernel/index.js";

/** What {@link CurrentRunner} needs of the session. */
export interface CurrentRunnerOptions {
  /** The notebook's folder. */
  readonly directory: string;
  /** Limit of its JavaScript heap in MiB. */
  readonly memoryLimit: number | undefined;
  /** Who is told what cells do; `onLost` is called when the process is gone. */
  readonly listener: (onLost: (reason: string) => void) => RunnerListener;
  /** To be awaited before a cell is given to it. */
  readonly beforeRun: (request: RunRequest) => Promise<void>;
  /** It has ended without having been told to; `isRunning` where a cell was under way, which fails with that. */
  readonly onLost: (reason: string, isRunning: boolean) => void;
}

/**
 * The cell runner of a kernel: started when it is first needed, and anew after it was lost.
 *
 * @example
 * const outcome = await runner.run(request);
 * await runner.stop(); // cells that come now are refused
 */
export class CurrentRunner {
  readonly #options: CurrentRunnerOptions;
  #process: RunnerProcess | undefined;
  #isRunning = false;
  #isStopped = false;

  constructor(options: CurrentRunnerOptions) {
    this.#options = options;
  }

  /** The process, if there is one. */
  get process(): RunnerProcess | undefined {
    return this.#process;
  }

  start(): RunnerProcess {
    return (this.#process ??= this.#open());
  }

  async run(request: RunRequest): Promise<CellOutcome> {
    if (this.#isStopped) return stoppedOutcome();
    const runner = this.start();
    this.#isRunning = true;
    try {
      await this.#options.beforeRun(request);
      return await runner.run(request);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Refuses cells from now on, and resolves when the process and all that its cells started are gone. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const runner = this.#process;
    this.#process = undefined;
    await runner?.stop();
  }

  #open(): RunnerProcess {
    const { directory, memoryLimit, listener, onLost } = this.#options;
    const runner: RunnerProcess = new RunnerProcess({
      directory,
      memoryLimit,
      listener: listener((reason) => {
        if (this.#process !== runner) return;
        this.#process = undefined;
        onLost(reason, this.#isRunning);
      }),
    });
    return runner;
  }
}

function stoppedOutcome(): CellOutcome {
  const evalue = say("kernel.shuttingDown");
  const ename = "KernelShutdown";
  return { status: "error", ename, evalue, traceback: [`\u001b[31m${ename}\u001b[39m: ${evalue}`] };
}
