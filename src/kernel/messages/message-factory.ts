import { randomUUID } from "node:crypto";
import { type JsonObject, type Message, type MessageHeader, PROTOCOL_VERSION } from "./message.js";

export interface MessageFactoryOptions {
  /** This kernel's own session id, new after each start. @default a random UUID */
  readonly session?: string;
  /** @default () => new Date() */
  readonly now?: () => Date;
}

/** What {@link MessageFactory.create} needs beside the type and content. */
export interface MessageParts {
  readonly parent?: MessageHeader;
  readonly identities?: readonly Uint8Array[];
  readonly metadata?: JsonObject;
  readonly buffers?: readonly Uint8Array[];
  readonly final?: boolean;
}

/**
 * Makes messages with headers of this kernel: its own session, an id that is never used twice, the time.
 *
 * @example
 * new MessageFactory().create("status", { execution_state: "idle" }).header.msg_type; // "status"
 */
export class MessageFactory {
  readonly session: string;
  readonly #now: () => Date;
  #count = 0;

  constructor({ session = randomUUID(), now = () => new Date() }: MessageFactoryOptions = {}) {
    this.session = session;
    this.#now = now;
  }

  create(type: string, content: JsonObject, parts: MessageParts = {}): Message {
    return {
      identities: parts.identities ?? [],
      header: {
        msg_id: `${this.session}_${++this.#count}`,
        session: this.session,
        username: "kernel",
        date: this.#now().toISOString(),
        msg_type: type,
        version: PROTOCOL_VERSION,
      },
      parentHeader: parts.parent ?? {},
      metadata: parts.metadata ?? {},
      content,
      buffers: parts.buffers ?? [],
      final: parts.final,
    };
  }
}
