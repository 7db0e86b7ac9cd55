import type { JsonObject, Message, MessageFactory, MessageHeader, MessageParts } from "../../messages/index.js";
import type { KnownSecrets } from "../../redaction/index.js";
import type { Output } from "./missed-output.js";

/** Milliseconds that output waits for more of the same stream. */
const BATCH_MS = 20;
/** Characters after which a batch goes out at once. */
const BATCH_CHARACTERS = 256 * 1024;
/** Milliseconds after the last write that what may be the beginning of a secret waits for the rest. */
const HOLD_MS = 1000;
/** Characters that wait for the rest of a secret at most. */
const HOLD_CHARACTERS = 8192;

interface Publication {
  readonly parent: MessageHeader | undefined;
  readonly topic: string;
  readonly final?: boolean;
  readonly attached?: Pick<MessageParts, "metadata" | "buffers">;
}

interface StreamBatch {
  readonly parent: MessageHeader;
  readonly name: "stdout" | "stderr";
  texts: string[];
  length: number;
}

/** What {@link IopubPublisher} needs of the outside. */
export interface IopubOptions {
  readonly factory: MessageFactory;
  /** What is taken out of streams; other messages are cleaned where they are written. */
  readonly secrets: KnownSecrets;
  readonly send: (message: Message) => void;
  /** Told of what is published, but for texts that are revealed on purpose. */
  readonly onPublished: (output: Output, parent: MessageHeader | undefined) => void;
}

/**
 * Publishes on iopub in the order of the calls. Writes to one stream in a row become one message; anything else that is
 * published sends them first.
 *
 * Streams are cleaned of secrets here: one may come in pieces, so that the end of a text which may be its beginning waits a
 * moment for what follows.
 */
export class IopubPublisher {
  readonly #factory: MessageFactory;
  readonly #secrets: KnownSecrets;
  readonly #send: (message: Message) => void;
  readonly #onPublished: IopubOptions["onPublished"];
  #batch: StreamBatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hold: NodeJS.Timeout | undefined;
  /** The beginning of what may be a secret, of the stream that the cell does not write to at the moment. */
  #aside: StreamBatch | undefined;
  #asideTimer: NodeJS.Timeout | undefined;

  constructor({ factory, secrets, send, onPublished }: IopubOptions) {
    this.#factory = factory;
    this.#secrets = secrets;
    this.#send = send;
    this.#onPublished = onPublished;
  }

  publish(
    type: string,
    content: JsonObject,
    parent: MessageHeader | undefined,
    attached: Pick<MessageParts, "metadata" | "buffers"> = {},
  ): void {
    this.flush();
    this.#onPublished({ type, content, attached }, parent);
    this.#publish(type, content, { parent, topic: type, attached });
  }

  stream(parent: MessageHeader, name: "stdout" | "stderr", text: string): void {
    const batch = this.#batch;
    if (batch !== undefined && batch.name === name && batch.parent === parent) {
      batch.texts.push(text);
      batch.length += text.length;
      clearTimeout(this.#hold);
    } else {
      const begun = batch?.parent === parent ? this.#turnFrom(batch) : this.flush();
      this.#batch = { parent, name, texts: [begun ?? "", text], length: (begun?.length ?? 0) + text.length };
    }
    if (this.#batch!.length >= BATCH_CHARACTERS) this.#flushWhole();
    else this.#timer ??= setTimeout(() => this.#flushWhole(), BATCH_MS);
  }

  /** Shows a text as it is, whatever it holds. */
  reveal(parent: MessageHeader, text: string): void {
    this.flush();
    this.#publish("stream", { name: "stdout", text }, { parent, topic: "stream.stdout", final: true });
  }

  /** Sends what is batched; called before anything that must come after it, such as a question or `idle`. */
  flush(): void {
    const batch = this.#take();
    this.#sendAside();
    if (batch !== undefined) this.#sendStream(batch, batch.texts.join(""));
  }

  /**
   * Sends what is batched of one stream of a cell because the other one writes, and puts aside what has begun to look like a
   * secret. Gives what was put aside of the other one before.
   */
  #turnFrom(batch: StreamBatch): string | undefined {
    this.#take();
    const text = batch.texts.join("");
    const aside = this.#aside;
    clearTimeout(this.#asideTimer);
    this.#aside = undefined;
    const open = this.#secrets.begunStart(text);
    const end = text.length - open > HOLD_CHARACTERS ? text.length : open;
    if (end > 0) this.#sendStream(batch, text.slice(0, end));
    if (end < text.length) {
      this.#aside = { ...batch, texts: [text.slice(end)], length: text.length - end };
      this.#asideTimer = setTimeout(() => this.#sendAside(), HOLD_MS);
    }
    return aside?.texts.join("");
  }

  #sendAside(): void {
    const aside = this.#aside;
    this.#aside = undefined;
    clearTimeout(this.#asideTimer);
    if (aside !== undefined) this.#sendStream(aside, aside.texts.join(""));
  }

  /** Sends what is batched but for an end that may be the beginning of a secret. */
  #flushWhole(): void {
    const batch = this.#take();
    if (batch === undefined) return;
    const text = batch.texts.join("");
    const open = this.#secrets.openStart(text);
    const end = text.length - open > HOLD_CHARACTERS ? text.length : open;
    if (end > 0) this.#sendStream(batch, text.slice(0, end));
    if (end === text.length) return;
    this.#batch = { ...batch, texts: [text.slice(end)], length: text.length - end };
    this.#hold = setTimeout(() => this.flush(), HOLD_MS);
  }

  #take(): StreamBatch | undefined {
    const batch = this.#batch;
    this.#batch = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#hold);
    this.#timer = undefined;
    return batch;
  }

  #sendStream({ parent, name }: StreamBatch, text: string): void {
    const content = { name, text: this.#secrets.clean(text) };
    this.#onPublished({ type: "stream", content }, parent);
    this.#publish("stream", content, { parent, topic: `stream.${name}`, final: true });
  }

  #publish(type: string, content: JsonObject, { parent, topic, final, attached }: Publication): void {
    const identities = [Buffer.from(`kernel.${this.#factory.session}.${topic}`)];
    this.#send(this.#factory.create(type, content, { ...attached, parent, identities, final }));
  }
}
