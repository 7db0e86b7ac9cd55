import type { Message, MessageFactory } from "../messages/index.js";
import type { Request } from "./request.js";

interface Question {
  readonly request: Request;
  readonly prompt: string;
  readonly secret: boolean;
  readonly answer: (value: string) => void;
}

/** What {@link InputQuestions} needs of the outside. */
export interface InputQuestionsOptions {
  readonly factory: MessageFactory;
  readonly send: (message: Message) => void;
}

/** Asks the client that sent a cell, one question at a time: front ends show one input field. */
export class InputQuestions {
  readonly #factory: MessageFactory;
  readonly #send: (message: Message) => void;
  #waiting: Question[] = [];
  #asked: string | undefined;

  constructor({ factory, send }: InputQuestionsOptions) {
    this.#factory = factory;
    this.#send = send;
  }

  /** The text of the question that waits for its answer. */
  get open(): string | undefined {
    return this.#asked === undefined ? undefined : this.#waiting[0]?.prompt;
  }

  ask(question: Question): void {
    this.#waiting.push(question);
    if (this.#waiting.length === 1) this.#askNext();
  }

  /** Takes an `input_reply`; one to a question that is no longer open, or of a client not asked, is dropped. */
  receive(message: Message): void {
    if (message.header.msg_type !== "input_reply" || this.#asked === undefined) return;
    const answered = message.parentHeader.msg_id;
    // Clients that name no parent (jupyter_client) answer the open question.
    if (answered !== undefined && answered !== this.#asked) return;
    if (!isSameClient(message, this.#waiting[0]!.request.message)) return;
    const question = this.#waiting.shift()!;
    this.#asked = undefined;
    const { value } = message.content;
    question.answer(typeof value === "string" ? value : "");
    this.#askNext();
  }

  /** Forgets all questions: the cell that asked them has ended. */
  clear(): void {
    this.#waiting = [];
    this.#asked = undefined;
  }

  #askNext(): void {
    const next = this.#waiting[0];
    if (next === undefined) return;
    const { identities, header } = next.request.message;
    const message = this.#factory.create(
      "input_request",
      { prompt: next.prompt, password: next.secret },
      { parent: header, identities },
    );
    this.#asked = message.header.msg_id;
    this.#send(message);
  }
}

/** A client has the same identity on all its sockets, or no question would reach it. */
const isSameClient = (one: Message, other: Message): boolean =>
  one.identities.length === other.identities.length &&
  one.identities.every((identity, at) => Buffer.compare(identity, other.identities[at]!) === 0);
