import { once } from "node:events";
import type { FastifyReply } from "fastify";

/** Server-sent events on a reply that Fastify has given out of its hands; waits where the client reads slowly. */
export class EventStream {
  readonly #reply: FastifyReply;
  readonly #signal: AbortSignal;

  constructor(reply: FastifyReply, signal: AbortSignal) {
    this.#reply = reply;
    this.#signal = signal;
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      connection: "keep-alive",
    });
  }

  /** Sends one event. */
  async send(data: unknown): Promise<void> {
    await this.#write(`data: ${JSON.stringify(data)}\n\n`);
  }

  /** Sends the end mark of the OpenAI API and closes the answer. */
  async end(): Promise<void> {
    await this.#write("data: [DONE]\n\n");
    this.#reply.raw.end();
  }

  /** Closes the answer without an end mark, so that the client knows that something is missing. */
  abort(): void {
    this.#reply.raw.end();
  }

  async #write(text: string): Promise<void> {
    if (!this.#reply.raw.write(text)) await once(this.#reply.raw, "drain", { signal: this.#signal });
  }
}
