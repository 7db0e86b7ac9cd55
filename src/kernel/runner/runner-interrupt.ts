import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { interruptedOutcome } from "./interrupted-outcome.js";
import { orphans, processTree, youngChildren } from "./process-tree.js";
import { say } from "../../texts/kernel/index.js";
import { type CellOutcome, INTERRUPT_ANSWERS, INTERRUPT_BYTES } from "./protocol.js";

/** Milliseconds after which an interrupt that had no effect also ends the runner's child processes. */
const SIGNAL_CHILDREN_AFTER_MS = 700;
/** Milliseconds after which a cell that goes on is interrupted again: it may not have begun when the first one came. */
const INTERRUPT_AGAIN_AFTER_MS = 300;
/** Milliseconds after which those that took no notice of it are killed: the cell waits in native code for one of them. */
const KILL_CHILDREN_AFTER_MS = 2000;
/** Milliseconds after which a runner that cannot be interrupted is ended. */
const KILL_AFTER_MS = 4000;
/** The same where it loads a module, which a busy machine takes seconds for. */
const KILL_LOADING_AFTER_MS = 10_000;
/** Milliseconds after which what such child processes leave behind is ended. */
const ORPHANS_AFTER_MS = 1000;

/** A cell that the runner runs. */
export interface RunningCell {
  readonly cell: number;
  /** When it was sent, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  readonly ended: Promise<CellOutcome>;
  settle(outcome: CellOutcome): void;
}

/** What {@link RunnerInterrupt} needs of the runner. */
export interface InterruptedRunner {
  readonly pid: number | undefined;
  /** The cell that runs. */
  readonly current: RunningCell | undefined;
  /** The cell that runs or ran last: word of an interrupt may come after that of the cell's end. */
  readonly lastCell: number;
  readonly exited: Promise<void>;
  /** Signals the process and what shares its group. */
  signalGroup(signal: NodeJS.Signals): void;
  /** Ends the process, whose loss is then explained by this. */
  kill(because: string): void;
}

/** Interrupts the cells of a runner: first the code, then what it waits for, at last the runner itself. */
export class RunnerInterrupt {
  readonly #socket: Socket;
  readonly #runner: InterruptedRunner;
  #ongoing: Promise<void> | undefined;
  #noticed: (() => void) | undefined;
  #postponeKill: (() => void) | undefined;
  /** The cell of which code was ended by force. */
  #forced: number | undefined;
  /** The last cell of which child processes were ended: it fails with what they left, if it is not ended first. */
  #lostChildren: number | undefined;

  constructor(socket: Socket, runner: InterruptedRunner) {
    this.#socket = socket;
    this.#runner = runner;
    socket.on("data", (bytes) => {
      if (bytes.includes(INTERRUPT_ANSWERS.forced)) this.#forced = runner.lastCell;
      if (bytes.includes(INTERRUPT_ANSWERS.loading)) this.#postponeKill?.();
      if (bytes.includes(INTERRUPT_ANSWERS.noticed)) this.#noticed?.();
    });
  }

  /** Settles when no interrupt is under way. */
  get over(): Promise<void> | undefined {
    return this.#ongoing;
  }

  /** Interrupts the running cell, or a loop that a cell left behind; one at a time. */
  start(): Promise<void> {
    this.#ongoing ??= this.#interrupt().finally(() => (this.#ongoing = undefined));
    return this.#ongoing;
  }

  /** How a cell ended, where an interrupt may have made it end otherwise than by itself. */
  outcomeOf(cell: number, outcome: CellOutcome): CellOutcome {
    // A chain of microtasks that was ended by force leaves a result, of a cell that would never have given one.
    const leftResult = outcome.status === "ok" && this.#forced === cell;
    // Its child was ended as by Ctrl-C: `spawnSync` does not throw for that, and the cell goes on.
    const missesChild = this.#lostChildren === cell;
    return leftResult || missesChild ? interruptedOutcome() : outcome;
  }

  async #interrupt(): Promise<void> {
    // A cell that waits in native code for a child process (execSync) ends with that child, as in a terminal.
    const children = setTimeout(() => this.#signalChildren(), SIGNAL_CHILDREN_AFTER_MS);
    const force = setTimeout(() => this.#killChildren(), KILL_CHILDREN_AFTER_MS);
    const end = (): void => this.#runner.kill(say("kernel.notInterruptible"));
    let kill = setTimeout(end, KILL_AFTER_MS);
    const begun = performance.now();
    this.#postponeKill = () => {
      clearTimeout(kill);
      kill = setTimeout(end, KILL_LOADING_AFTER_MS - (performance.now() - begun));
    };
    await Promise.race([this.#untilEnded(this.#runner.current), this.#runner.exited]);
    clearTimeout(children);
    clearTimeout(force);
    clearTimeout(kill);
    this.#postponeKill = undefined;
  }

  /** Resolves when the main thread has noticed and the cell that was running, if any, has ended. */
  async #untilEnded(cell: RunningCell | undefined): Promise<void> {
    do {
      const noticed = new Promise<void>((resolve) => (this.#noticed = resolve));
      this.#socket.write(INTERRUPT_BYTES.interrupt);
      await noticed;
      await Promise.race([cell?.ended, sleep(INTERRUPT_AGAIN_AFTER_MS, undefined, { ref: false })]);
    } while (cell !== undefined && this.#runner.current === cell);
  }

  /** As Ctrl-C in a terminal; what a shell left in the background takes no notice of it, and ends with its shell. */
  #signalChildren(): void {
    const tree = processTree(this.#runner.pid ?? 0);
    if (tree.length > 1) this.#lostChildren = this.#runner.current?.cell;
    this.#runner.signalGroup("SIGINT");
    setTimeout(() => {
      for (const { pid } of orphans(tree)) trySignal(pid, "SIGKILL");
    }, ORPHANS_AFTER_MS).unref();
  }

  /** Those that the running cell started; what earlier cells left in the background is not what it waits for. */
  #killChildren(): void {
    const { pid, current } = this.#runner;
    if (pid === undefined || current === undefined) return;
    const seconds = (performance.now() - current.startedAt) / 1000;
    for (const one of youngChildren(pid, seconds)) trySignal(one.pid, "SIGKILL");
  }
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
    return;
  }
}
