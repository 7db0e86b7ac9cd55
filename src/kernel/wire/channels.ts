import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Reply, Router, XPublisher } from "zeromq";
import type { Message, MessageHeader, RequestChannel } from "../messages/index.js";
import type { KnownSecrets } from "../redaction/index.js";
import { type ConnectionInfo, channelAddress } from "./connection-info.js";
import { parseFrames, serializeFrames } from "./frames.js";
import { OutgoingQueue } from "./outgoing-queue.js";
import { ReplayGuard } from "./replay-guard.js";
import { type Signer, createSigner } from "./signer.js";

/** Who is told about what arrives. */
export interface ChannelListener {
  onRequest(channel: RequestChannel, message: Message): void;
  onStdin(message: Message): void;
  /** A client subscribed to iopub; `topic` is what it asked for, usually everything (empty). */
  onSubscribe(topic: string): void;
}

/** Messages that a subscriber may be behind before ZeroMQ drops for it; streams are batched, so this is far off. */
const IOPUB_HIGH_WATER_MARK = 100_000;

/**
 * Milliseconds for which closed sockets go on sending to a client that reads slowly; without one nothing waits. Jupyter
 * ends a kernel by force 5 s after it asked for its end.
 */
const LINGER_MS = 3000;

/**
 * The five sockets of a kernel: shell, control, stdin, iopub and heartbeat, bound to the connection file's address.
 *
 * Frames that are unsigned, wrongly signed, replayed or garbage are dropped here, before anyone sees them.
 */
export class Channels {
  readonly #shell = new Router({ linger: LINGER_MS });
  readonly #control = new Router({ linger: LINGER_MS });
  readonly #stdin = new Router({ linger: LINGER_MS });
  readonly #iopub = new XPublisher({
    linger: LINGER_MS,
    sendHighWaterMark: IOPUB_HIGH_WATER_MARK,
    verbosity: "allSubs",
  });
  readonly #heartbeat = new Reply({ linger: 0 });
  readonly #queues = {
    shell: new OutgoingQueue(this.#shell),
    control: new OutgoingQueue(this.#control),
    stdin: new OutgoingQueue(this.#stdin),
    iopub: new OutgoingQueue(this.#iopub),
  };
  readonly #connection: ConnectionInfo;
  readonly #signer: Signer;
  readonly #secrets: KnownSecrets;
  readonly #replays = new ReplayGuard();
  #closed = false;

  constructor(connection: ConnectionInfo, secrets: KnownSecrets) {
    this.#secrets = secrets;
    this.#connection = connection;
    this.#signer = createSigner(connection.key, connection.signatureScheme);
  }

  /** Binds every socket and starts reading; rejects when an address is taken. */
  async open(listener: ChannelListener): Promise<void> {
    const { shellPort, controlPort, stdinPort, iopubPort, heartbeatPort, transport, ip } = this.#connection;
    if (transport === "ipc") mkdirSync(dirname(ip), { recursive: true });
    const address = (port: number): string => channelAddress(this.#connection, port);
    await Promise.all([
      this.#heartbeat.bind(address(heartbeatPort)),
      this.#shell.bind(address(shellPort)),
      this.#control.bind(address(controlPort)),
      this.#stdin.bind(address(stdinPort)),
    ]);
    // Last: a client that subscribes before the kernel's first status is to be welcomed before it gets that.
    await this.#iopub.bind(address(iopubPort));
    void this.#echoHeartbeat();
    void this.#read(this.#shell, (message) => listener.onRequest("shell", message));
    void this.#read(this.#control, (message) => listener.onRequest("control", message));
    void this.#read(this.#stdin, (message) => listener.onStdin(message));
    void this.#readSubscriptions(listener);
  }

  send(channel: "shell" | "control" | "stdin" | "iopub", message: Message): void {
    if (!this.#closed) this.#queues[channel].push(serializeFrames(message, this.#signer, this.#secrets));
  }

  /** Sends what is queued, then closes; ZeroMQ lingers up to three seconds for slow readers. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all(Object.values(this.#queues).map((queue) => queue.drained()));
    for (const socket of [this.#heartbeat, this.#shell, this.#control, this.#stdin, this.#iopub]) socket.close();
  }

  async #read(socket: Router, deliver: (message: Message) => void): Promise<void> {
    for await (const frames of readFrames(socket)) {
      const parsed = parseFrames(frames, this.#signer);
      if (!parsed.ok) continue;
      if (!this.#replays.isNew(parsed.signature || replayKey(parsed.message.header))) continue;
      deliver(parsed.message);
    }
  }

  async #readSubscriptions(listener: ChannelListener): Promise<void> {
    for await (const [frame] of readFrames(this.#iopub)) {
      // An XPUB socket reads a 1 and the topic for each new subscriber, a 0 for each that leaves.
      if (frame?.[0] === 1) listener.onSubscribe(Buffer.from(frame.subarray(1)).toString("utf8"));
    }
  }

  async #echoHeartbeat(): Promise<void> {
    for await (const frames of readFrames(this.#heartbeat)) {
      try {
        await this.#heartbeat.send(frames);
      } catch {
        // Where it was closed meanwhile, it throws instead of rejecting, and nothing more is read.
        continue;
      }
    }
  }
}

const replayKey = (header: MessageHeader): string => `${header.session}/${header.msg_id}`;

/** Frames as they arrive, until the socket is closed. */
async function* readFrames(socket: { receive(): Promise<Uint8Array[]> }): AsyncGenerator<Uint8Array[]> {
  for (;;) {
    try {
      yield await socket.receive();
    } catch {
      return;
    }
  }
}
