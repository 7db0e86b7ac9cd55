import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readlinkSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { NO_TELEMETRY } from "../../core/essentials/index.js";
import { bundlesAreCurrent } from "../bundles.js";
import { FrameDecoder, encodeFrame } from "./frame-codec.js";
import { interruptedOutcome } from "./interrupted-outcome.js";
import { InspectorChannel } from "./inspector-channel.js";
import { explainBroken, explainLoss, lostOutcome } from "./lost-outcome.js";
import { defaultMemoryLimit } from "./memory-limit.js";
import { NATIVE_OUTPUT_PATIENCE_MS, NativeOutput } from "./native-output.js";
import { orphans, processTree, youngChildren } from "./process-tree.js";
import {
  type AskMessage,
  type CellOutcome,
  type CommMessage,
  type CommRequest,
  type DisplayMessage,
  type FromRunner,
  INTERRUPT_ANSWERS,
  INTERRUPT_BYTES,
  MARKER_VARIABLE,
  RUNNER_FDS,
  type RunRequest,
  type StreamMessage,
  type ToRunner,
} from "./protocol.js";

/** Who is told what the cells do. */
export interface RunnerListener {
  onStream(message: StreamMessage): void;
  onDisplay(message: DisplayMessage): void;
  onClear(cell: number, wait: boolean): void;
  onAsk(message: AskMessage): void;
  /** A text for the place of the cell's. */
  onReplaceCell(cell: number, text: string): void;
  onPage(cell: number, data: Readonly<Record<string, unknown>>): void;
  onForget(): void;
  /** A value that must not leave the kernel. */
  onSecret(value: string): void;
  /** A text that is shown as it is. */
  onReveal(cell: number, text: string): void;
  /** A message of a cell to a comm. */
  onComm(message: CommMessage): void;
  /** The process ended by itself; what its cells defined is lost. */
  onLost(reason: string): void;
}

export interface RunnerOptions {
  readonly listener: RunnerListener;
  /** Working folder of the cells. @default process.cwd() */
  readonly directory?: string;
  /** Limit of the JavaScript heap in MiB. @default {@link defaultMemoryLimit} */
  readonly memoryLimit?: number;
}

/** Milliseconds after which an interrupt that had no effect also ends the runner's child processes. */
const SIGNAL_CHILDREN_AFTER_MS = 700;
/** Milliseconds after which a cell that goes on is interrupted again: it may not have begun when the first one came. */
const INTERRUPT_AGAIN_AFTER_MS = 300;
/** Milliseconds after which those that took no notice of it are killed: the cell waits in native code for one of them. */
const KILL_CHILDREN_AFTER_MS = 2000;
/** Milliseconds after which a runner that cannot be interrupted is ended. */
const KILL_AFTER_MS = 4000;

/** Milliseconds after which what such child processes leave behind is ended. */
const ORPHANS_AFTER_MS = 1000;

/** Milliseconds that the runner may take to end by itself. */
const EXIT_PATIENCE_MS = 800;

interface RunningCell {
  readonly cell: number;
  readonly startedAt: number;
  readonly ended: Promise<CellOutcome>;
  settle(outcome: CellOutcome): void;
}

/** One cell runner: a child process that runs cells one at a time. */
export class RunnerProcess {
  readonly #listener: RunnerListener;
  readonly #child: ChildProcess;
  readonly #memoryLimit: number;
  readonly #requests: Socket;
  readonly #interrupts: Socket;
  readonly #native: NativeOutput;
  #inspector: InspectorChannel | undefined;
  #current: RunningCell | undefined;
  #lastCell = 0;
  #exitCode: number | undefined;
  /** Something of the language that a cell had replaced when the process ended. */
  #replaced: string | undefined;
  #interrupting: Promise<void> | undefined;
  #interruptDone: (() => void) | undefined;
  /** The cell of which code was ended by force. */
  #forced: number | undefined;
  /** The last cell of which child processes were ended: it fails with what they left, if it is not ended first. */
  #lostChildren: number | undefined;
  #killedBecause: string | undefined;
  #alive = true;
  readonly #exited: Promise<void>;
  /** Who waits for what the runner has not handled yet. */
  readonly #unhandled = new Map<number, () => void>();

  constructor({ listener, directory, memoryLimit = defaultMemoryLimit() }: RunnerOptions) {
    this.#listener = listener;
    this.#memoryLimit = memoryLimit;
    const token = randomBytes(12).toString("hex");
    this.#child = spawn(process.execPath, [...nodeFlags(memoryLimit), entryPath()], {
      cwd: directory,
      env: { ...process.env, ...NO_TELEMETRY, [MARKER_VARIABLE]: token },
      // A process group of its own: what its cells start can be interrupted and ended with it.
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe", "pipe"],
    });
    this.#requests = this.#child.stdio[RUNNER_FDS.requests] as Socket;
    this.#interrupts = (this.#child.stdio as readonly unknown[])[RUNNER_FDS.interrupts] as Socket;
    for (const socket of [this.#requests, this.#interrupts]) socket.on("error", () => undefined);
    this.#readMessages();
    this.#native = new NativeOutput({
      streams: { stdout: this.#child.stdout!, stderr: this.#child.stderr! },
      token,
      onText: (name, text) => listener.onStream({ type: "stream", cell: this.#lastCell, name, text }),
    });
    this.#interrupts.on("data", (bytes) => {
      if (bytes.includes(INTERRUPT_ANSWERS.forced)) this.#forced = this.#lastCell;
      if (bytes.includes(INTERRUPT_ANSWERS.noticed)) this.#interruptDone?.();
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once("error", () => this.#lost(null, null, resolve));
      this.#child.once("exit", (code, signal) => {
        const finish = (): void => this.#lost(code, signal, resolve);
        // Its last output is still in the pipes; what it started and left behind may hold them open.
        this.#signalGroup("SIGKILL");
        this.#child.once("close", finish);
        setTimeout(finish, NATIVE_OUTPUT_PATIENCE_MS);
      });
    });
  }

  /** The folder that the process is in, by what Linux says of it; undefined where nothing says it. */
  get workingFolder(): string | undefined {
    try {
      return readlinkSync(`/proc/${this.#child.pid}/cwd`);
    } catch {
      return undefined;
    }
  }

  /** Runs a cell and resolves with how it ended, also when the process dies. One cell at a time. */
  async run(request: RunRequest): Promise<CellOutcome> {
    await this.#interrupting;
    if (!this.#alive) return lostOutcome(this.#explainLoss(null, null));
    this.#lastCell = request.cell;
    let settle!: RunningCell["settle"];
    const ended = new Promise<CellOutcome>((resolve) => (settle = resolve));
    this.#current = { cell: request.cell, startedAt: performance.now(), ended, settle };
    this.#send(request);
    const outcome = await ended;
    if (this.#alive) await this.#native.endOf(request.cell);
    // A chain of microtasks that was ended by force leaves a result, of a cell that would never have given one.
    const { cell } = request;
    const wasEnded = outcome.status === "ok" && this.#forced === cell;
    return this.#alive && (wasEnded || this.#lostChildren === cell) ? interruptedOutcome() : outcome;
  }

  answer(ask: number, value: string): void {
    this.#send({ type: "answer", ask, value });
  }

  /** Hands a message of the front end to a comm; resolves when its handler has run, or the process is gone. */
  comm(request: CommRequest): Promise<void> {
    if (!this.#alive) return Promise.resolve();
    return new Promise((resolve) => {
      this.#unhandled.set(request.request, resolve);
      this.#send(request);
    });
  }

  /** V8's inspector of the thread that runs cells; connected with the first call. */
  get inspector(): InspectorChannel {
    if (this.#inspector === undefined) {
      const { stdio } = this.#child as { readonly stdio: readonly unknown[] };
      this.#inspector = new InspectorChannel(stdio[RUNNER_FDS.debugger] as Socket);
      this.#interrupts.write(INTERRUPT_BYTES.connectDebugger);
    }
    return this.#inspector;
  }

  /** Interrupts the running cell, or a loop that a cell left behind; harmless when nothing runs. */
  interrupt(): Promise<void> {
    this.#interrupting ??= this.#interrupt().finally(() => (this.#interrupting = undefined));
    return this.#interrupting;
  }

  /**
   * Ends the process and everything that its cells started, and resolves when it is gone. What listens to the process's
   * `exit` is run, unless a cell keeps the runner from noticing.
   */
  async stop(): Promise<void> {
    this.#killedBecause ??= "The kernel was shut down";
    this.#send({ type: "exit" });
    const kill = setTimeout(() => this.#signalGroup("SIGKILL"), EXIT_PATIENCE_MS);
    await this.#exited;
    clearTimeout(kill);
  }

  async #interrupt(): Promise<void> {
    if (!this.#alive) return;
    // A cell that waits in native code for a child process (execSync) ends with that child, as in a terminal.
    const children = setTimeout(() => this.#interruptChildren(), SIGNAL_CHILDREN_AFTER_MS);
    const force = setTimeout(() => this.#killChildren(), KILL_CHILDREN_AFTER_MS);
    const kill = setTimeout(() => {
      this.#killedBecause = "The cell could not be interrupted, so the cell runner was ended";
      this.#signalGroup("SIGKILL");
    }, KILL_AFTER_MS);
    await Promise.race([this.#interruptUntilEnded(this.#current), this.#exited]);
    clearTimeout(children);
    clearTimeout(force);
    clearTimeout(kill);
  }

  /** As Ctrl-C in a terminal; what a shell left in the background takes no notice of it, and ends with its shell. */
  #interruptChildren(): void {
    const tree = processTree(this.#child.pid ?? 0);
    if (tree.length > 1) this.#lostChildren = this.#current?.cell;
    this.#signalGroup("SIGINT");
    setTimeout(() => {
      for (const { pid } of orphans(tree)) trySignal(pid, "SIGKILL");
    }, ORPHANS_AFTER_MS).unref();
  }

  /** Those that the running cell started; what earlier cells left in the background is not what it waits for. */
  #killChildren(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#current === undefined) return;
    const seconds = (performance.now() - this.#current.startedAt) / 1000;
    for (const one of youngChildren(pid, seconds)) trySignal(one.pid, "SIGKILL");
  }

  /** Resolves when the main thread has noticed and the cell that was running, if any, has ended. */
  async #interruptUntilEnded(cell: RunningCell | undefined): Promise<void> {
    do {
      const noticed = new Promise<void>((resolve) => (this.#interruptDone = resolve));
      this.#interrupts.write(INTERRUPT_BYTES.interrupt);
      await noticed;
      await Promise.race([cell?.ended, sleep(INTERRUPT_AGAIN_AFTER_MS, undefined, { ref: false })]);
    } while (cell !== undefined && this.#current === cell);
  }

  #send(message: ToRunner): void {
    this.#requests.write(encodeFrame(message));
  }

  #signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || !this.#alive) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, signal);
    } catch {
      this.#child.kill(signal);
    }
  }

  #readMessages(): void {
    const decoder = new FrameDecoder();
    const stream = this.#child.stdio[RUNNER_FDS.messages] as Socket;
    stream.on("error", () => undefined);
    stream.on("data", (chunk: Buffer) => {
      try {
        for (const message of decoder.push(chunk)) this.#receive(message as FromRunner);
      } catch {
        // Native code of a cell wrote into the descriptor: nothing after it can be read.
        this.#killedBecause = "The messages of the cell runner became unreadable, so it was ended";
        this.#signalGroup("SIGKILL");
      }
    });
  }

  #receive(message: FromRunner): void {
    switch (message.type) {
      case "ready":
        return;
      case "stream":
        return this.#listener.onStream(message);
      case "display":
        return this.#listener.onDisplay(message);
      case "clear":
        return this.#listener.onClear(message.cell, message.wait);
      case "ask":
        return this.#listener.onAsk(message);
      case "replaceCell":
        return this.#listener.onReplaceCell(message.cell, message.text);
      case "page":
        return this.#listener.onPage(message.cell, message.data);
      case "secret":
        return this.#listener.onSecret(message.value);
      case "reveal":
        return this.#listener.onReveal(message.cell, message.text);
      case "comm":
        return this.#listener.onComm(message);
      case "commDone":
        this.#unhandled.get(message.request)?.();
        this.#unhandled.delete(message.request);
        return;
      case "forget":
        return this.#listener.onForget();
      case "broken":
        this.#killedBecause = explainBroken(message.by, message.replaced);
        return;
      case "exiting":
        this.#exitCode = message.code;
        if (message.code !== 0) this.#replaced = message.replaced;
        return;
      case "ended":
        if (this.#current?.cell === message.cell) this.#settle(message.outcome);
    }
  }

  #settle(outcome: CellOutcome): void {
    const current = this.#current;
    this.#current = undefined;
    current?.settle(outcome);
  }

  #lost(code: number | null, signal: NodeJS.Signals | null, resolve: () => void): void {
    if (!this.#alive) return;
    this.#alive = false;
    const reason = this.#explainLoss(code, signal);
    const current = this.#current;
    this.#current = undefined;
    for (const resume of this.#unhandled.values()) resume();
    this.#unhandled.clear();
    this.#listener.onLost(reason);
    current?.settle(lostOutcome(reason));
    resolve();
  }

  #explainLoss(code: number | null, signal: NodeJS.Signals | null): string {
    return explainLoss({
      killedBecause: this.#killedBecause,
      outOfMemoryAt: this.#native.ranOutOfMemory ? this.#memoryLimit : undefined,
      replaced: this.#replaced,
      exitCode: this.#exitCode,
      code,
      signal,
    });
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

function nodeFlags(memoryLimit: number): string[] {
  return [
    // An interrupt ends code in the middle of a timer, which these checks would take for a broken process.
    "--no-force-async-hooks-checks",
    "--experimental-import-meta-resolve",
    "--disable-warning=ExperimentalWarning",
    "--stack-trace-limit=50",
    `--max-old-space-size=${memoryLimit}`,
  ];
}

const entryPath = (): string => {
  const bundled = fileURLToPath(new URL("./child/bundle/main.js", import.meta.url));
  return bundlesAreCurrent() && existsSync(bundled)
    ? bundled
    : fileURLToPath(new URL("./child/main.js", import.meta.url));
};
