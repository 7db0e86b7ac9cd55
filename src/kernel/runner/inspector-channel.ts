import type { Socket } from "node:net";
import { TunelabError } from "../../core/essentials/index.js";
import { FrameDecoder, encodeFrame } from "./frame-codec.js";
import type { InspectorCall, InspectorMessage } from "./inspector-protocol.js";
import { say } from "../../texts/kernel/index.js";

/** Told of V8's events, in the order in which they happened. */
export type InspectorListener = (method: string, params: unknown) => void;

/** Milliseconds that V8 may take for an answer: code in a loop is interrupted for it, native code is not. */
const ANSWER_WITHIN_MS = 10_000;

/** The kernel's end of the pipe to V8's inspector in a cell runner. */
export class InspectorChannel {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answer: InspectorMessage) => void>();
  #listener: InspectorListener = () => undefined;
  #count = 0;
  #ended = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    const decoder = new FrameDecoder();
    socket.on("error", () => undefined);
    socket.on("close", () => this.#end());
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const message of decoder.push(chunk)) this.#receive(message as InspectorMessage);
      } catch {
        // Native code of a cell wrote into the descriptor: nothing after it can be read.
        socket.destroy();
      }
    });
  }

  /** Has events told to another listener. */
  listen(listener: InspectorListener): void {
    this.#listener = listener;
  }

  /** Sends a command and resolves with V8's answer; rejects with V8's message, or when none comes. */
  async post<T = unknown>(method: string, params?: object): Promise<T> {
    if (this.#ended) throw goneError();
    const id = ++this.#count;
    const answer = await new Promise<InspectorMessage>((resolve) => {
      const timer = setTimeout(() => resolve({ id, error: say("kernel.runnerBusy") }), ANSWER_WITHIN_MS);
      this.#waiting.set(id, (message) => {
        clearTimeout(timer);
        resolve(message);
      });
      this.#socket.write(encodeFrame({ id, method, params } satisfies InspectorCall));
    });
    this.#waiting.delete(id);
    if (this.#ended) throw goneError();
    if ("error" in answer) {
      throw new TunelabError(answer.error, {
        code: "debugger_failed",
        hint: say("kernel.debuggerFailedHint"),
      });
    }
    return (answer as { readonly result: unknown }).result as T;
  }

  #receive(message: InspectorMessage): void {
    if ("id" in message) this.#waiting.get(message.id)?.(message);
    else this.#listener(message.method, message.params);
  }

  #end(): void {
    this.#ended = true;
    for (const [id, answer] of this.#waiting) answer({ id, error: say("kernel.runnerGone") });
  }
}

const goneError = (): TunelabError =>
  new TunelabError(say("kernel.runnerGone"), { code: "runner_gone", hint: say("kernel.runnerGoneHint") });
