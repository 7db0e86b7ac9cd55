import { setTimeout as sleep } from "node:timers/promises";
import { getDisplaySink, timerMs } from "../core/index.js";
import type { CleanOptions } from "./clean-text.js";
import { describeRequest } from "./describe-request.js";
import { Playhead } from "./playhead.js";
import type { TapeBody, TapeCall, TapeRequest } from "./tape-file.js";

/** Options of {@link replayCalls}. */
export interface ReplayOptions extends CleanOptions {
  /** How many times as fast as it was recorded. @default 10 */
  readonly speed?: number;
  /** Milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Waits for some milliseconds, or throws the signal's reason. @default a timer */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Statuses that must not carry a body. */
const BODILESS = [101, 204, 205, 304];

/**
 * Makes a `fetch` that answers from a recording and sends nothing anywhere, with the recorded timing scaled.
 *
 * A call that was not recorded is answered with the status 422 and an error `not_recorded` in OpenAI's and Azure's
 * shape, so that whatever client made it shows the reason instead of trying again.
 *
 * @example
 * globalThis.fetch = replayCalls(readTapeCalls("recordings/today"), { speed: 20 });
 */
export function replayCalls(calls: readonly TapeCall[], options: ReplayOptions = {}): typeof globalThis.fetch {
  const { speed = 10, now = Date.now } = options;
  const wait = options.sleep ?? ((ms, signal) => sleep(timerMs(ms), undefined, { signal }));
  const playhead = new Playhead(calls, speed, now);
  return async function fetch(input, init) {
    const signal = signalOf(input, init);
    signal?.throwIfAborted();
    const request = await describeRequest(input, init, options);
    const call = playhead.next(request);
    if (call === undefined) return notRecorded(request, calls);
    const pause = async (ms: number): Promise<void> => {
      if (ms / speed < 1) return;
      await wait(ms / speed, signal).catch((error: unknown) => {
        throw signal?.aborted === true ? signal.reason : error;
      });
    };
    await pause(call.waitMs);
    if (call.response === undefined) {
      const { message, code } = call.failure ?? { message: "fetch failed" };
      throw Object.assign(new TypeError(message), { cause: Object.assign(new Error(message), { code }) });
    }
    const { status, statusText, headers, body } = call.response;
    const response = new Response(BODILESS.includes(status) ? null : toBody(body, pause), {
      status,
      statusText,
      headers,
    });
    return Object.defineProperty(response, "url", { value: request.url });
  };
}

function signalOf(input: string | URL | Request, init: RequestInit | undefined): AbortSignal | undefined {
  const own = init?.signal ?? (input instanceof Request ? input.signal : undefined);
  const cell = getDisplaySink()?.interruptSignal;
  const signals = [own, cell].filter((signal): signal is AbortSignal => signal instanceof AbortSignal);
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}

function toBody(body: TapeBody, pause: (ms: number) => Promise<void>): ConstructorParameters<typeof Response>[0] {
  if ("text" in body) return body.text;
  if ("base64" in body) return Buffer.from(body.base64, "base64");
  const pieces = body.pieces[Symbol.iterator]();
  const encoder = new TextEncoder();
  let elapsed = 0;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = pieces.next();
      if (done === true) return controller.close();
      const [ms, text] = value;
      await pause(ms - elapsed);
      elapsed = ms;
      controller.enqueue(encoder.encode(text));
    },
  });
}

function notRecorded(request: TapeRequest, calls: readonly TapeCall[]): Response {
  const { method, url, body } = request;
  const { host, pathname } = new URL(url);
  const samePath = calls.filter((call) => call.request.method === method && pathOf(call.request) === host + pathname);
  const known =
    samePath.length === 0
      ? "No call to this address was recorded."
      : `${samePath.length} other call(s) to this address were recorded, with another ${body === "" ? "query" : "body"}.`;
  const message =
    `${method} ${host}${pathname} is not in the recording that TUNELAB_REPLAY plays back. ${known} ` +
    (body === "" ? "" : `Asked was: ${body.slice(0, 200)}${body.length > 200 ? "…" : ""}`);
  return Response.json(
    { error: { code: "not_recorded", message: message.trim(), type: "not_recorded", param: null } },
    { status: 422, statusText: "Not recorded", headers: { "x-should-retry": "false" } },
  );
}

function pathOf({ url }: TapeRequest): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
