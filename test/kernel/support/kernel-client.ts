import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Dealer, Request as HeartbeatSocket, Subscriber } from "zeromq";
import { validateMessage } from "./message-schemas.js";

const MAIN = resolve(import.meta.dirname, "../../../dist/kernel/main.js");
const DELIMITER = "<IDS|MSG>";

export type Content = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** A message that the kernel sent, with all its parts parsed. */
export interface Received {
  readonly type: string;
  readonly header: Content;
  readonly parent: Content;
  readonly metadata: Content;
  readonly content: Content;
}

/** All that one execute_request brought. */
export interface Executed {
  readonly reply: Content;
  /** Everything on iopub from busy to idle that belongs to it. */
  readonly messages: readonly Received[];
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly transport?: "tcp" | "ipc";
  readonly key?: string;
  readonly env?: Record<string, string>;
  /** Notebook's folder. @default a new empty one */
  readonly directory?: string;
}

/** A kernel process and a client of it over real ZeroMQ, written against the specification alone. */
export class TestKernel {
  readonly directory: string;
  readonly key: string;
  readonly session = randomUUID();
  readonly iopub: Received[] = [];
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  #log = "";
  readonly #sockets = { shell: new Dealer(), control: new Dealer(), stdin: new Dealer(), iopub: new Subscriber() };
  readonly #inbox: Received[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #problems: Error[] = [];
  readonly #ownFolder: string;
  readonly #address: (port: number) => string;
  readonly #ports: readonly number[];
  answerInput: ((request: Received) => string | undefined) | undefined;

  static async start(options: StartOptions = {}): Promise<TestKernel> {
    const ports = options.transport === "ipc" ? [1, 2, 3, 4, 5] : await freePorts(5);
    const kernel = new TestKernel(options, ports);
    await kernel.request("kernel_info_request", {});
    await kernel.until(() => kernel.iopub.some(({ type }) => type === "iopub_welcome"), 20_000, "iopub_welcome");
    return kernel;
  }

  private constructor(
    { transport = "tcp", key = "secret", env = {}, directory }: StartOptions,
    ports: readonly number[],
  ) {
    this.key = key;
    this.#ports = ports;
    this.#ownFolder = mkdtempSync(join(tmpdir(), "tunelab-kernel-"));
    this.directory = directory ?? this.#ownFolder;
    const ip = transport === "ipc" ? join(this.#ownFolder, "socket") : "127.0.0.1";
    this.#address = (port) => (transport === "ipc" ? `ipc://${ip}-${port}` : `tcp://${ip}:${port}`);
    const [shell, iopub, stdin, control, hb] = ports as [number, number, number, number, number];
    const file = join(this.#ownFolder, "connection.json");
    const connection = { shell_port: shell, iopub_port: iopub, stdin_port: stdin, control_port: control, hb_port: hb };
    writeFileSync(file, JSON.stringify({ ...connection, transport, ip, key, signature_scheme: "hmac-sha256" }));
    const identity = this.session;
    this.#sockets.shell.routingId = identity;
    this.#sockets.stdin.routingId = identity;
    this.process = spawn(process.execPath, [MAIN, file], { cwd: this.directory, env: { ...process.env, ...env } });
    this.process.stderr!.on("data", (chunk: Buffer) => (this.#log += chunk.toString()));
    this.exited = new Promise((done) => this.process.once("exit", (code) => done(code)));
    this.#sockets.shell.connect(this.#address(shell));
    this.#sockets.control.connect(this.#address(control));
    this.#sockets.stdin.connect(this.#address(stdin));
    this.#sockets.iopub.connect(this.#address(iopub));
    this.#sockets.iopub.subscribe("");
    for (const name of ["shell", "control", "stdin", "iopub"] as const) void this.#read(name);
  }

  /** What the kernel process itself wrote to stderr: empty unless something is wrong. */
  get log(): string {
    return this.#log;
  }

  get heartbeatAddress(): string {
    return this.#address(this.#ports[4]!);
  }

  /** Sends a request and resolves with its reply. */
  async request(type: string, content: Content, channel: "shell" | "control" = "shell"): Promise<Received> {
    const { id } = await this.send(type, content, { channel });
    return this.reply(id);
  }

  async send(
    type: string,
    content: Content,
    {
      channel = "shell",
      parent = {},
      id = randomUUID(),
    }: { channel?: "shell" | "control" | "stdin"; parent?: Content; id?: string } = {},
  ): Promise<{ readonly id: string; readonly frames: readonly (string | Buffer)[] }> {
    const header = {
      msg_id: id,
      session: this.session,
      username: "test",
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.4",
    };
    const parts = [header, parent, { cellId: "unknown-metadata", deletedCells: [] }, content].map((part) =>
      JSON.stringify(part),
    );
    const frames = [DELIMITER, this.sign(parts), ...parts];
    await this.sendFrames(channel, frames);
    return { id, frames };
  }

  sign(parts: readonly string[]): string {
    return this.key === "" ? "" : createHmac("sha256", this.key).update(parts.join("")).digest("hex");
  }

  async sendFrames(channel: "shell" | "control" | "stdin", frames: readonly (string | Buffer)[]): Promise<void> {
    await this.#sockets[channel].send([...frames]);
  }

  /** The reply to a request that was sent, now or later. */
  async reply(id: string, timeout = 30_000): Promise<Received> {
    return this.until(() => this.#inbox.find((message) => message.parent.msg_id === id), timeout, `a reply to ${id}`);
  }

  /** Executes a cell and collects what it brought, until its reply and its idle are both there. */
  async execute(code: string, options: Content = {}): Promise<Executed> {
    const { id } = await this.send("execute_request", { code, allow_stdin: true, ...options });
    return this.executed(id);
  }

  async executed(id: string): Promise<Executed> {
    const reply = await this.reply(id);
    await this.until(() => this.messagesOf(id).some(isIdle), 10_000, "idle");
    const messages = this.messagesOf(id);
    const text = (name: string): string =>
      messages
        .filter(({ type, content }) => type === "stream" && content.name === name)
        .map(({ content }) => content.text as string)
        .join("");
    return { reply: reply.content, messages, stdout: text("stdout"), stderr: text("stderr") };
  }

  messagesOf(id: string): readonly Received[] {
    return this.iopub.filter(({ parent }) => parent.msg_id === id);
  }

  /** Waits until something holds; throws with what was waited for and the kernel's log. */
  async until<T>(find: () => T | undefined | false, timeout: number, what: string): Promise<T> {
    return new Promise<T>((done, fail) => {
      const check = (): void => {
        const problem = this.#problems.shift();
        const found = problem === undefined ? find() : undefined;
        if (problem === undefined && (found === undefined || found === false)) return;
        clearTimeout(timer);
        this.#watchers.delete(check);
        if (problem !== undefined) fail(problem);
        else done(found as T);
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(check);
        fail(new Error(`No ${what} within ${timeout} ms. The kernel wrote: ${this.#log}`));
      }, timeout);
      this.#watchers.add(check);
      check();
    });
  }

  /** Whether the heartbeat echoes within the time. */
  async heartbeat(timeout = 1000): Promise<boolean> {
    const socket = new HeartbeatSocket({ receiveTimeout: timeout, linger: 0 });
    socket.connect(this.heartbeatAddress);
    try {
      await socket.send("ping");
      const [echo] = await socket.receive();
      return echo?.toString() === "ping";
    } catch {
      return false;
    } finally {
      socket.close();
    }
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.send("shutdown_request", { restart: false }, { channel: "control" }).catch(() => undefined);
      const timer = setTimeout(() => this.process.kill("SIGKILL"), 5000);
      await this.exited;
      clearTimeout(timer);
    }
    for (const socket of Object.values(this.#sockets)) {
      socket.linger = 0;
      socket.close();
    }
    rmSync(this.#ownFolder, { recursive: true, force: true });
  }

  async #read(name: "shell" | "control" | "stdin" | "iopub"): Promise<void> {
    try {
      for await (const frames of this.#sockets[name]) this.#receive(name, frames as Buffer[]);
    } catch {
      // The socket was closed by stop().
    }
  }

  #receive(channel: string, frames: readonly Buffer[]): void {
    const at = frames.findIndex((frame) => frame.toString() === DELIMITER);
    const parts = frames.slice(at + 2, at + 6).map(String);
    const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part) as Content);
    const message: Received = {
      type: String(header!.msg_type),
      header: header!,
      parent: parent!,
      metadata: metadata!,
      content: content!,
    };
    try {
      if (frames[at + 1]!.toString() !== this.sign(parts))
        throw new Error(`The signature of ${message.type} is wrong.`);
      validateMessage(header, content);
    } catch (error) {
      this.#problems.push(error as Error);
    }
    if (channel === "iopub") this.iopub.push(message);
    else if (channel === "stdin") void this.#answer(message);
    else this.#inbox.push(message);
    for (const check of [...this.#watchers]) check();
  }

  async #answer(request: Received): Promise<void> {
    const value = this.answerInput?.(request);
    if (value !== undefined)
      await this.send("input_reply", { status: "ok", value }, { channel: "stdin", parent: request.header });
  }
}

/** The `text/plain` of the cell's result, or `undefined` when it has none. */
export const resultOf = ({ messages }: Executed): string | undefined =>
  messages.find(({ type }) => type === "execute_result")?.content.data["text/plain"] as string | undefined;

/** The traceback of the cell's error without colours. */
export const tracebackOf = ({ messages }: Executed): string =>
  ((messages.find(({ type }) => type === "error")?.content.traceback ?? []) as string[])
    .join("\n")
    .replace(/\u001b\[\d+m/g, "");

export const isIdle = ({ type, content }: Received): boolean => type === "status" && content.execution_state === "idle";

/** Types of messages in a row, statuses by their state: `["busy", "execute_input", "stream", "idle"]`. */
export const typesOf = (messages: readonly Received[]): string[] =>
  messages.map(({ type, content }) => (type === "status" ? String(content.execution_state) : type));

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((done) => {
          const server = createServer();
          server.listen(0, "127.0.0.1", () => done(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
