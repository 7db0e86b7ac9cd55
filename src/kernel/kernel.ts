import { setTimeout as sleep } from "node:timers/promises";
import { CompilerClient } from "./compiler/thread/index.js";
import { KernelDebugger } from "./debugger/index.js";
import { ExecuteHandler, HANDLERS, unknownRequest } from "./handlers/index.js";
import { type Message, MessageFactory, type MessageHeader, type RequestChannel } from "./messages/index.js";
import { KnownSecrets } from "./redaction/index.js";
import {
  CellOutput,
  CellParents,
  CommTable,
  CurrentRunner,
  EditorHelp,
  History,
  InputQuestions,
  IopubPublisher,
  type KernelContext,
  MissedOutput,
  publishStatus,
  type Request,
  readVersions,
  RequestLanes,
  Welcome,
} from "./session/index.js";
import { Channels, type ConnectionInfo } from "./wire/index.js";
import { say } from "../texts/kernel/index.js";

export interface KernelOptions {
  readonly connection: ConnectionInfo;
  /** The notebook's folder: cells read files and import from there. @default process.cwd() */
  readonly directory?: string;
  /** Limit of the cell runner's JavaScript heap in MiB. @default a quarter of the machine's memory, at most 2048 */
  readonly memoryLimit?: number;
  /** The compiler, which may have been started. */
  readonly compiler?: CompilerClient;
  /** Called when the kernel was shut down and everything is closed. */
  readonly onClosed: () => void;
}

/** Milliseconds after which compiler and cell runner start although nobody has asked for kernel_info. */
const WARM_UP_AFTER_MS = 300;

/** Milliseconds after which the kernel ends although something of it is still under way. */
const CLOSE_WITHIN_MS = 4000;
/** Milliseconds after which a shutdown is answered although cells have not ended. */
const STOP_WITHIN_MS = 3000;
/** Milliseconds within which cells come that were sent together with one that fails at once. */
const ARRIVE_WITHIN_MS = 20;

/**
 * A Jupyter kernel: takes requests from the channels, keeps their order, and brings compiler, cell runner and front
 * end together. `docs/kernel.md` tells a cell's life through it.
 */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #directory: string;
  readonly #factory = new MessageFactory();
  readonly #secrets = new KnownSecrets();
  readonly #channels: Channels;
  readonly #iopub: IopubPublisher;
  readonly #welcome: Welcome;
  readonly #questions: InputQuestions;
  readonly #compiler: CompilerClient;
  readonly #history = new History();
  readonly #parents = new CellParents();
  readonly #missed = new MissedOutput();
  readonly #execute: ExecuteHandler;
  readonly #context: KernelContext;
  readonly #debugger: KernelDebugger;
  readonly #comms: CommTable;
  readonly #output: CellOutput;
  readonly #runner: CurrentRunner;
  readonly #editor: EditorHelp;
  readonly #lanes = new RequestLanes((request) => this.#editor.isFor(request));
  readonly #queued = new Set<Request>();
  readonly #aborted = new WeakSet<Request>();
  /** Whether the running cell failed, and keeps those from running that wait for it. */
  #abortsNext = false;
  #warmedUp = false;
  #wasHeard = false;
  #closing = false;
  #closed = false;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#directory = options.directory ?? process.cwd();
    this.#compiler = options.compiler ?? new CompilerClient();
    this.#channels = new Channels(options.connection, this.#secrets);
    const factory = this.#factory;
    this.#iopub = new IopubPublisher({
      factory,
      secrets: this.#secrets,
      send: (message) => this.#channels.send("iopub", message),
      onPublished: (output, parent) => this.#missed.published(output, parent),
    });
    this.#welcome = new Welcome({
      factory,
      iopub: this.#iopub,
      send: (message) => this.#channels.send("iopub", message),
    });
    this.#questions = new InputQuestions({ factory, send: (message) => this.#channels.send("stdin", message) });
    const publish: KernelContext["publish"] = (type, content, request) =>
      this.#iopub.publish(type, content, request.message.header);
    this.#execute = new ExecuteHandler({
      compiler: this.#compiler,
      history: this.#history,
      parents: this.#parents,
      directory: this.#directory,
      publish,
      clean: (text) => this.#secrets.clean(text),
      run: (request) => this.#runner.run(request),
      onStop: () => (this.#abortsNext = true),
    });
    const comms = new CommTable({
      iopub: this.#iopub,
      runner: () => this.#runner.process,
      requestOf: (cell) => this.#parents.find(cell)?.request,
    });
    this.#comms = comms;
    this.#editor = new EditorHelp({ compiler: this.#compiler, directory: this.#directory, publish });
    this.#output = new CellOutput({
      parents: this.#parents,
      iopub: this.#iopub,
      questions: this.#questions,
      comms,
      secrets: this.#secrets,
      replaceCell: (text) => this.#execute.replaceCell(text),
      addPage: (data) => this.#execute.addPage(data),
      forget: () => this.#forgetNames(),
    });
    this.#runner = new CurrentRunner({
      directory: this.#directory,
      memoryLimit: options.memoryLimit,
      listener: (onLost) => this.#output.listener(() => this.#runner.process, onLost),
      beforeRun: (request) => this.#debugger.beforeRun(request),
      onLost: (reason, isRunning) => this.#onRunnerLost(reason, isRunning),
    });
    this.#debugger = new KernelDebugger({
      secrets: this.#secrets,
      openInspector: () => this.#runner.start().inspector,
      removeTypes: (code) => this.#compiler.call("removeTypes", code),
      declare: (name, type) => this.#declare(name, type),
      emit: (event, body) => this.#iopub.publish("debug_event", { type: "event", seq: 0, event, body }, undefined),
    });
    this.#context = {
      compiler: this.#compiler,
      history: this.#history,
      versions: readVersions(),
      directory: this.#directory,
      workingFolder: () => this.#runner.process?.workingFolder ?? this.#directory,
      interrupt: () => this.interrupt(),
      debug: (content) => this.#debugger.answer(content),
      comms,
      editor: this.#editor,
      shutdown: () => this.#stopCells(),
      publish,
    };
  }

  /** Binds the channels; rejects when an address is taken. */
  async start(): Promise<void> {
    if (this.#compiler.startIfQuick()) this.#warmUp();
    await this.#channels.open({
      onRequest: (channel, message) => this.#receive({ channel, message }),
      onStdin: (message) => this.#questions.receive(message),
      onSubscribe: (topic) => {
        this.#wasHeard = true;
        this.#welcome.greet(topic);
      },
    });
    setTimeout(() => this.#warmUp(), WARM_UP_AFTER_MS).unref();
  }

  /** Whether any client has connected to receive, or has asked anything. */
  get wasHeard(): boolean {
    return this.#wasHeard;
  }

  /** Interrupts the running cell, or what an earlier one left spinning. */
  interrupt(): void {
    this.#execute.interrupt();
    this.#compiler.interrupt();
    const runner = this.#runner.process;
    void this.#debugger.interrupt().finally(() => runner?.interrupt());
  }

  /** Ends the cell runner, closes the channels, and calls `onClosed`; within some seconds, whatever is still under way. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    setTimeout(() => this.#options.onClosed(), CLOSE_WITHIN_MS).unref();
    await this.#stopCells();
    await this.#compiler.stop();
    this.#iopub.flush();
    await this.#channels.close();
    this.#options.onClosed();
  }

  #receive(request: Request): void {
    const { header } = request.message;
    const isCell = header.msg_type === "execute_request";
    this.#wasHeard = true;
    this.#welcome.over();
    this.#missed.heard(header);
    if (isCell) {
      this.#queued.add(request);
      this.#tellWhatWaits(header);
    }
    void this.#lanes.of(request).add(() => (isCell ? this.#answerExecute(request) : this.#answer(request)));
  }

  async #answer(request: Request): Promise<void> {
    const { header } = request.message;
    const handler = HANDLERS[header.msg_type] ?? (header.msg_type.endsWith("_request") ? unknownRequest : undefined);
    this.#status("busy", header);
    let content: Record<string, unknown> | undefined;
    try {
      content = await handler?.(this.#context, request);
    } catch (error) {
      content = failure(error);
    }
    if (content !== undefined) this.#reply(request, content);
    this.#status("idle", header);
    // The page takes the last status for the kernel's, whatever it belongs to.
    if (this.#missed.running !== undefined) this.#status("busy", this.#missed.running);
    if (header.msg_type === "kernel_info_request") this.#warmUp();
    if (header.msg_type === "shutdown_request") await this.close();
  }

  async #answerExecute(request: Request): Promise<void> {
    const { header } = request.message;
    this.#queued.delete(request);
    const aborted = this.#closing || this.#aborted.has(request);
    const execute = aborted ? undefined : this.#execute.begin(request);
    this.#status("busy", header);
    this.#beginRecording(request);
    let content: Record<string, unknown>;
    try {
      content = execute === undefined ? { status: "aborted" } : await execute();
    } catch (error) {
      content = failure(error);
    }
    if (this.#abortsNext) await this.#abortArriving();
    this.#questions.clear();
    this.#iopub.flush();
    this.#missed.end();
    this.#reply(request, content);
    this.#status("idle", header);
  }

  /** A reloaded page never sees the question that its former self was asked, and its next cell would wait without a word. */
  #tellWhatWaits(header: MessageHeader): void {
    const prompt = this.#questions.open;
    if (prompt === undefined || !this.#missed.isNewcomer(header)) return;
    this.#iopub.stream(header, "stderr", `${say("kernel.waitsForAnswer", { prompt })}\n`);
  }

  /** Shows what the client has missed of the cell before, and begins to keep what this one puts out. */
  #beginRecording({ message: { header, content } }: Request): void {
    if (content["silent"] === true) return;
    const missed = this.#missed.take(header);
    this.#missed.begin(header);
    for (const { type, content, attached } of missed) this.#iopub.publish(type, content, header, attached);
  }

  /** Starts what takes time, once the front end has got its first answer. */
  #warmUp(): void {
    if (this.#warmedUp || this.#closing) return;
    this.#warmedUp = true;
    this.#compiler.start();
    this.#runner.start();
  }

  /** Has the compiler know a name that no cell declared. */
  async #declare(name: string, type: string): Promise<void> {
    const source = {
      label: "Debugger",
      code: `var ${name} = undefined as unknown as ${type};`,
      directory: this.#directory,
    };
    await Promise.all([this.#compiler.call("compile", source), this.#compiler.call("commit")]);
  }

  #onRunnerLost(reason: string, isRunning: boolean): void {
    this.#debugger.onRunnerLost();
    this.#comms.closeAll();
    if (this.#closing) return;
    this.#forgetNames();
    const parent = this.#parents.find(Infinity);
    if (isRunning || parent === undefined || parent.silent) return;
    this.#iopub.stream(parent.request.message.header, "stderr", `${say("kernel.lostAfterwards", { reason })}\n`);
  }

  #forgetNames(): void {
    void this.#compiler.call("forget").catch(() => undefined);
  }

  #abortQueued(): void {
    for (const request of this.#queued) this.#aborted.add(request);
  }

  /** Aborts the cells behind one that failed, those too that are still on their way when it fails at once. */
  async #abortArriving(): Promise<void> {
    this.#abortsNext = false;
    await sleep(ARRIVE_WITHIN_MS);
    this.#abortQueued();
  }

  async #stopCells(): Promise<void> {
    this.#closing = true;
    this.#abortQueued();
    // A cell that is still being compiled must not start a runner.
    this.#execute.interrupt();
    const stopped = this.#runner.stop();
    const ended = async (): Promise<void> => {
      await stopped;
      // Cells that were running or waiting get their replies before the kernel's own.
      await this.#lanes.cells.add(async () => undefined);
    };
    await Promise.race([ended(), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  }

  #reply(request: Request, content: Record<string, unknown>): void {
    const { header, identities } = request.message;
    const type = header.msg_type.replace(/_request$/, "_reply");
    const message: Message = this.#factory.create(type, content, { parent: header, identities });
    this.#channels.send(request.channel satisfies RequestChannel, message);
  }

  #status(state: "busy" | "idle", parent: MessageHeader): void {
    publishStatus(this.#iopub, state, parent);
  }
}

const failure = (error: unknown): Record<string, unknown> => ({
  status: "error",
  ename: error instanceof Error ? error.name : "Error",
  evalue: error instanceof Error ? error.message : String(error),
  traceback: [],
});
