import type { FastifyReply } from "fastify";
import { ApiError } from "../api-error.js";

/** Why a generation was ended before it was done. */
export class ClientGone extends Error {
  constructor() {
    super("The client closed the connection.");
    this.name = "ClientGone";
  }
}

/**
 * Does work for a client, with a signal that ends it when the client goes away or its time is over.
 *
 * Nothing is answered to a client that has gone; a streamed answer may have begun by then. Throws what the work throws, and
 * 408 after `timeoutMs`.
 *
 * @example
 * app.post("/slow", (_request, reply) => whileConnected(reply, 120_000, (signal) => think(signal)));
 */
export async function whileConnected(
  reply: FastifyReply,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const controller = new AbortController();
  const onClose = (): void => {
    if (!reply.raw.writableFinished) controller.abort(new ClientGone());
  };
  reply.raw.once("close", onClose);
  const timer = setTimeout(() => controller.abort(timeIsOver(timeoutMs)), timeoutMs);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (error instanceof ClientGone) return reply.hijack();
    throw error;
  } finally {
    clearTimeout(timer);
    reply.raw.removeListener("close", onClose);
  }
}

function timeIsOver(timeoutMs: number): ApiError {
  return new ApiError(408, `The operation was not finished within ${Math.round(timeoutMs / 1000)} seconds.`, {
    code: "Timeout",
    shape: "azure",
    headers: { "x-should-retry": "false" },
  });
}
