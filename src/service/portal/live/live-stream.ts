import { once } from "node:events";
import type { FastifyReply } from "fastify";

/** A client that has not read for this long is given up; it asks again for what it missed. */
const DRAIN_MS = 60_000;

/**
 * Server-sent events with names and places to go on from, on a reply that Fastify has given out of its hands.
 *
 * A send resolves when the client has room for more, so that whoever waits for it keeps nothing for a slow client.
 */
export class LiveStream {
  readonly #reply: FastifyReply;
  readonly #closed = new AbortController();
  #lastSentAt = performance.now();

  constructor(reply: FastifyReply) {
    this.#reply = reply;
    reply.raw.once("close", () => this.#closed.abort());
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      "content-type": "text/event-stream; charset=utf-8",
      // A proxy that would compress or collect the answer is told not to.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      connection: "keep-alive",
    });
  }

  /** Aborted when the client has gone. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** When something was sent last, by the clock of `performance.now()`. */
  get lastSentAt(): number {
    return this.#lastSentAt;
  }

  /** Sends an event; with an `id` the client knows where to go on from. */
  async send(event: { readonly type: string } & Readonly<Record<string, unknown>>, id?: string): Promise<void> {
    const place = id === undefined ? "" : `id: ${id}\n`;
    await this.#write(`event: ${event.type}\n${place}data: ${JSON.stringify(event)}\n\n`);
  }

  /** Keeps proxies from taking the silence for the end. */
  async beat(): Promise<void> {
    await this.#write(": \n\n");
  }

  end(): void {
    this.#reply.raw.end();
  }

  async #write(text: string): Promise<void> {
    const { raw } = this.#reply;
    this.closed.throwIfAborted();
    this.#lastSentAt = performance.now();
    if (raw.write(text)) return;
    await once(raw, "drain", { signal: AbortSignal.any([this.closed, AbortSignal.timeout(DRAIN_MS)]) });
  }
}
