import { createHmac, randomUUID } from "node:crypto";
import { Dealer, Request as HeartbeatSocket, Subscriber } from "zeromq";
import { validateMessage } from "./message-schemas.js";

const DELIMITER = "<IDS|MSG>";
/** Half of a surrogate pair in JSON: a notebook with one cannot be saved. Whole pairs are never escaped. */
const LONE_HALF = /(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]/;

export type Content = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** A message that the kernel sent, with all its parts parsed. */
export interface Received {
  readonly type: string;
  readonly header: Content;
  readonly parent: Content;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

/** All that one execute_request brought. */
export interface Executed {
  readonly reply: Content;
  /** Everything on iopub from busy to idle that belongs to it. */
  readonly messages: readonly Received[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a kernel listens. */
export interface Connection {
  readonly key: string;
  address(port: number): string;
  /** shell, iopub, stdin, control, heartbeat. */
  readonly ports: readonly [number, number, number, number, number];
}

/** A client of a kernel over real ZeroMQ, written against the specification alone. */
export class JupyterClient {
  readonly key: string;
  readonly session = randomUUID();
  readonly iopub: Received[] = [];
  /** Questions that came in on stdin. */
  readonly questions: Received[] = [];
  answerInput: ((request: Received) => string | undefined) | undefined;
  readonly connection: Connection;
  readonly #sockets = { shell: new Dealer(), control: new Dealer(), stdin: new Dealer(), iopub: new Subscriber() };
  /** What came on iopub, by the request that it belongs to: looked for in all of it, a long test would mostly look. */
  readonly #iopubOf = new Map<unknown, Received[]>();
  readonly #replies = new Map<unknown, Received>();
  readonly #watchers = new Set<() => void>();
  readonly #problems: Error[] = [];

  constructor(connection: Connection) {
    this.connection = connection;
    this.key = connection.key;
    const { address, ports } = connection;
    const [shell, iopub, stdin, control] = ports;
    this.#sockets.shell.routingId = this.session;
    this.#sockets.stdin.routingId = this.session;
    this.#sockets.shell.connect(address(shell));
    this.#sockets.control.connect(address(control));
    this.#sockets.stdin.connect(address(stdin));
    this.#sockets.iopub.connect(address(iopub));
    this.#sockets.iopub.subscribe("");
    for (const name of ["shell", "control", "stdin", "iopub"] as const) void this.#read(name);
  }

  /** What the kernel process itself wrote to stderr, where the client knows it. */
  get log(): string {
    return "";
  }

  get heartbeatAddress(): string {
    return this.connection.address(this.connection.ports[4]);
  }

  /** Another client of the same kernel. Close it before the kernel stops. */
  async connectAnother(): Promise<JupyterClient> {
    const client = new JupyterClient(this.connection);
    await client.ready();
    return client;
  }

  /** Waits for the first reply and the welcome, so that no message on iopub is missed. */
  async ready(): Promise<void> {
    await this.request("kernel_info_request", {});
    await this.until(() => this.iopub.some(({ type }) => type === "iopub_welcome"), 20_000, "iopub_welcome");
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
      buffers = [],
    }: {
      channel?: "shell" | "control" | "stdin";
      parent?: Content;
      id?: string;
      buffers?: readonly Uint8Array[];
    } = {},
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
    const frames = [DELIMITER, this.sign(parts), ...parts, ...buffers.map((bytes) => Buffer.from(bytes))];
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
  async reply(id: string, timeout = 90_000): Promise<Received> {
    return this.until(() => this.#replies.get(id), timeout, `a reply to ${id}`);
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
    return [...(this.#iopubOf.get(id) ?? [])];
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
        fail(new Error(`No ${what} within ${timeout} ms. The kernel wrote: ${this.log}`));
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

  close(): void {
    for (const socket of Object.values(this.#sockets)) {
      socket.linger = 0;
      socket.close();
    }
  }

  async #read(name: "shell" | "control" | "stdin" | "iopub"): Promise<void> {
    try {
      for await (const frames of this.#sockets[name]) this.#receive(name, frames as Buffer[]);
    } catch {
      // The socket was closed.
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
      buffers: frames.slice(at + 6),
    };
    try {
      if (frames[at + 1]!.toString() !== this.sign(parts))
        throw new Error(`The signature of ${message.type} is wrong.`);
      if (parts.some((part) => LONE_HALF.test(part))) throw new Error(`${message.type} is no well-formed Unicode.`);
      validateMessage(header, content);
    } catch (error) {
      this.#problems.push(error as Error);
    }
    const request = message.parent.msg_id as unknown;
    if (channel === "iopub") {
      this.iopub.push(message);
      const belonging = this.#iopubOf.get(request);
      if (belonging === undefined) this.#iopubOf.set(request, [message]);
      else belonging.push(message);
    } else if (channel === "stdin") {
      this.questions.push(message);
      void this.#answer(message);
    } else if (!this.#replies.has(request)) this.#replies.set(request, message);
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
