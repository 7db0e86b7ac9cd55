import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readlinkSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { NO_TELEMETRY, findProjectRoot } from "../../core/essentials/index.js";
import { bundlesAreCurrent } from "../bundles.js";
import { FrameDecoder, encodeFrame } from "./frame-codec.js";
import { InspectorChannel } from "./inspector-channel.js";
import { explainBroken, explainLoss, lostOutcome } from "./lost-outcome.js";
import { defaultMemoryLimit } from "./memory-limit.js";
import { NATIVE_OUTPUT_PATIENCE_MS, NativeOutput } from "./native-output.js";
import {
  type AskMessage,
  type CellOutcome,
  type CommMessage,
  type CommRequest,
  type DisplayMessage,
  DISPLAY_LOOKS,
  type FromRunner,
  INTERRUPT_BYTES,
  MARKER_VARIABLE,
  RUNNER_FDS,
  type RunRequest,
  type StreamMessage,
  type ToRunner,
} from "./protocol.js";
import { type InterruptedRunner, RunnerInterrupt, type RunningCell } from "./runner-interrupt.js";
import { say } from "../../texts/kernel/index.js";

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

/** Milliseconds that the runner may take to notice that it shall end, after which what it executes is ended. */
const NOTICE_PATIENCE_MS = 100;
/** Milliseconds that the runner may take to end by itself, once what it executes was ended. */
const EXIT_PATIENCE_MS = 800;

/** Milliseconds after which a runner whose pipes are closed should have ended. */
const PARTED_PATIENCE_MS = 500;

/** One cell runner: a child process that runs cells one at a time. */
export class RunnerProcess {
  readonly #listener: RunnerListener;
  readonly #child: ChildProcess;
  readonly #memoryLimit: number;
  readonly #requests: Socket;
  readonly #interrupts: Socket;
  readonly #interrupt: RunnerInterrupt;
  readonly #native: NativeOutput;
  #inspector: InspectorChannel | undefined;
  #current: RunningCell | undefined;
  #lastCell = 0;
  #exitCode: number | undefined;
  /** Something of the language that a cell had replaced when the process ended. */
  #replaced: string | undefined;
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
    this.#endIfParted();
    this.#native = new NativeOutput({
      streams: { stdout: this.#child.stdout!, stderr: this.#child.stderr! },
      token,
      onText: (name, text) => listener.onStream({ type: "stream", cell: this.#lastCell, name, text }),
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once("error", () => this.#lost(null, null, resolve));
      this.#child.once("exit", (code, signal) => {
        const finish = (): void => this.#lost(code, signal, resolve);
        // Its last output is still in the pipes; what it started and left behind may hold them open.
        this.#signalGroup("SIGKILL");
        this.#child.once("close", finish);
        setTimeout(finish, NATIVE_OUTPUT_PATIENCE_MS).unref();
      });
    });
    this.#interrupt = new RunnerInterrupt(this.#interrupts, this.#asInterrupted());
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
    await this.#interrupt.over;
    if (!this.#alive) return lostOutcome(this.#explainLoss(null, null));
    this.#lastCell = request.cell;
    let settle!: RunningCell["settle"];
    const ended = new Promise<CellOutcome>((resolve) => (settle = resolve));
    this.#current = { cell: request.cell, startedAt: performance.now(), ended, settle };
    this.#send(request);
    const look = setInterval(() => this.#interrupts.write(INTERRUPT_BYTES.lookAtDisplay), DISPLAY_LOOKS.everyMs);
    const outcome = await ended;
    clearInterval(look);
    if (this.#alive) await this.#native.endOf(request.cell);
    return this.#alive ? this.#interrupt.outcomeOf(request.cell, outcome) : outcome;
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
    return this.#alive ? this.#interrupt.start() : Promise.resolve();
  }

  /**
   * Ends the process and everything that its cells started, and resolves when it is gone. What listens to the process's
   * `exit` is run; a cell that spins is ended for that, unless it is in native code or loads a module.
   */
  async stop(): Promise<void> {
    this.#killedBecause ??= say("kernel.shutDown");
    this.#send({ type: "exit" });
    const kill = (): void => this.#signalGroup("SIGKILL");
    let timer = setTimeout(() => {
      if (this.#exitCode === undefined) this.#interrupts.write(INTERRUPT_BYTES.interrupt);
      timer = setTimeout(kill, EXIT_PATIENCE_MS);
    }, NOTICE_PATIENCE_MS);
    await this.#exited;
    clearTimeout(timer);
    // What a cell has parted from its group still holds their other ends.
    for (const pipe of this.#child.stdio as readonly (Socket | null)[]) pipe?.destroy();
  }

  #asInterrupted(): InterruptedRunner {
    const [current, lastCell] = [(): RunningCell | undefined => this.#current, (): number => this.#lastCell];
    return {
      pid: this.#child.pid,
      get current() {
        return current();
      },
      get lastCell() {
        return lastCell();
      },
      exited: this.#exited,
      signalGroup: (signal) => this.#signalGroup(signal),
      kill: (because) => this.#kill(because),
    };
  }

  #kill(because: string): void {
    this.#killedBecause = because;
    this.#signalGroup("SIGKILL");
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
        this.#kill(say("kernel.unreadable"));
      }
    });
  }

  /** A cell that closes the descriptors of the runner's own pipes would wait for ever, or keep the next one from coming in. */
  #endIfParted(): void {
    const parted = (): void => {
      setTimeout(() => {
        if (this.#alive && this.#child.exitCode === null && this.#child.signalCode === null)
          this.#kill((this.#killedBecause ??= say("kernel.parted")));
      }, PARTED_PATIENCE_MS).unref();
    };
    for (const socket of [this.#requests, this.#interrupts, this.#child.stdio[RUNNER_FDS.messages] as Socket])
      socket.once("end", parted);
    this.#requests.resume();
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
  const dist = join(findProjectRoot(), "dist");
  const bundled = join(dist, "kernel/runner/child/bundle/main.js");
  return bundlesAreCurrent(dist) && existsSync(bundled) ? bundled : join(dist, "kernel/runner/child/main.js");
};
