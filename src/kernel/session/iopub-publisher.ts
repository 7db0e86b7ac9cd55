import type { JsonObject, MessageFactory, MessageHeader, Message } from "../messages/index.js";

/** Milliseconds that output waits for more of the same stream. */
const BATCH_MS = 20;
/** Characters after which a batch goes out at once. */
const BATCH_CHARACTERS = 256 * 1024;

interface StreamBatch {
  readonly parent: MessageHeader;
  readonly name: "stdout" | "stderr";
  texts: string[];
  length: number;
}

/** What {@link IopubPublisher} needs of the outside. */
export interface IopubOptions {
  readonly factory: MessageFactory;
  readonly send: (message: Message) => void;
}

/**
 * Publishes on iopub in the order of the calls. Writes to one stream in a row become one message; anything else that is
 * published sends them first.
 */
export class IopubPublisher {
  readonly #factory: MessageFactory;
  readonly #send: (message: Message) => void;
  #batch: StreamBatch | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ factory, send }: IopubOptions) {
    this.#factory = factory;
    this.#send = send;
  }

  publish(type: string, content: JsonObject, parent: MessageHeader | undefined, topic: string = type): void {
    this.flush();
    this.#send(
      this.#factory.create(type, content, {
        parent,
        identities: [Buffer.from(`kernel.${this.#factory.session}.${topic}`)],
      }),
    );
  }

  stream(parent: MessageHeader, name: "stdout" | "stderr", text: string): void {
    const batch = this.#batch;
    if (batch !== undefined && batch.name === name && batch.parent === parent) {
      batch.texts.push(text);
      batch.length += text.length;
    } else {
      this.flush();
      this.#batch = { parent, name, texts: [text], length: text.length };
      this.#timer = setTimeout(() => this.flush(), BATCH_MS);
    }
    if (this.#batch!.length >= BATCH_CHARACTERS) this.flush();
  }

  /** Sends what is batched; called before anything that must come after it, such as a question or `idle`. */
  flush(): void {
    const batch = this.#batch;
    if (batch === undefined) return;
    this.#batch = undefined;
    clearTimeout(this.#timer);
    this.publish("stream", { name: batch.name, text: batch.texts.join("") }, batch.parent, `stream.${batch.name}`);
  }
}
