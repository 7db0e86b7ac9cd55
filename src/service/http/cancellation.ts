import type { FastifyReply } from "fastify";
import { ApiError } from "./api-error.js";

/** Why a generation was ended before it was done. */
export class ClientGone extends Error {
  constructor() {
    super("The client closed the connection.");
    this.name = "ClientGone";
  }
}

/**
 * A signal that ends work when its client goes away or its time is over.
 *
 * @example
 * const { signal, done } = cancellation(reply, 120_000);
 */
export function cancellation(
  reply: FastifyReply,
  timeoutMs: number,
): { readonly signal: AbortSignal; readonly done: () => void } {
  const controller = new AbortController();
  const onClose = (): void => {
    if (!reply.raw.writableFinished) controller.abort(new ClientGone());
  };
  reply.raw.once("close", onClose);
  const timer = setTimeout(() => {
    controller.abort(
      new ApiError(408, `The operation was not finished within ${Math.round(timeoutMs / 1000)} seconds.`, {
        code: "Timeout",
        shape: "azure",
        headers: { "x-should-retry": "false" },
      }),
    );
  }, timeoutMs);
  return {
    signal: controller.signal,
    done: () => {
      clearTimeout(timer);
      reply.raw.removeListener("close", onClose);
    },
  };
}
