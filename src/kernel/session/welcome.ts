import type { MessageFactory, MessageHeader, Message } from "../messages/index.js";
import type { IopubPublisher } from "./output/index.js";

/** What {@link Welcome} needs of the session. */
export interface WelcomeOptions {
  readonly factory: MessageFactory;
  readonly iopub: IopubPublisher;
  /** Sends on iopub, past what waits to be published. */
  readonly send: (message: Message) => void;
}

/**
 * Tells who subscribes to iopub that it is heard, and the first of them that the kernel starts.
 *
 * @example
 * welcome.greet(""); // iopub_welcome, then status "starting"
 * welcome.over(); welcome.greet(""); // iopub_welcome
 */
export class Welcome {
  readonly #options: WelcomeOptions;
  /** Whether nothing has been asked or told yet. */
  #starting = true;

  constructor(options: WelcomeOptions) {
    this.#options = options;
  }

  greet(topic: string): void {
    const { factory, iopub, send } = this.#options;
    const identities = [Buffer.from(topic, "utf8")];
    send(factory.create("iopub_welcome", { subscription: topic }, { identities }));
    // Not as soon as the channel is open: a client that subscribes in that moment would get it before its welcome.
    if (this.#starting) publishStatus(iopub, "starting", undefined);
    this.#starting = false;
  }

  /** Something was asked: the kernel no longer starts. */
  over(): void {
    this.#starting = false;
  }
}

/** Publishes what the kernel is at, as an answer to a request or to none. */
export function publishStatus(
  iopub: IopubPublisher,
  state: "starting" | "busy" | "idle",
  parent: MessageHeader | undefined,
): void {
  iopub.publish("status", { execution_state: state }, parent);
}
