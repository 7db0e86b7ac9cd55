/** The part of a ZeroMQ socket that sends. */
export interface FrameSender {
  send(frames: Uint8Array[]): Promise<void>;
}

/**
 * Sends in the order of the calls, one at a time, as a ZeroMQ socket in Node demands.
 *
 * A message that cannot be sent (the socket was closed) is dropped: nobody is there to read it.
 *
 * @example
 * const queue = new OutgoingQueue(socket);
 * queue.push(frames);
 * await queue.drained();
 */
export class OutgoingQueue {
  readonly #sender: FrameSender;
  #waiting: Uint8Array[][] = [];
  #sending: Promise<void> | undefined;

  constructor(sender: FrameSender) {
    this.#sender = sender;
  }

  push(frames: Uint8Array[]): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#sendAll();
  }

  /** Resolves when everything pushed so far has been handed to ZeroMQ. */
  async drained(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const frames of batch) {
        try {
          await this.#sender.send(frames);
        } catch {
          continue;
        }
      }
    }
    this.#sending = undefined;
  }
}
