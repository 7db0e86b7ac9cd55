import { cleanForTape, type CleanOptions } from "./clean-text.js";
import { describeRequest } from "./describe-request.js";
import type { TapeBody, TapeWriter } from "./tape-file.js";

/** Headers of an answer that a client acts on; the others may tell who asked. */
const KEPT_HEADERS = [
  ...["content-type", "location", "operation-location", "azure-asyncoperation"],
  ...["retry-after", "retry-after-ms", "x-should-retry"],
];

/**
 * Wraps `fetch` so that every answered call is written to a recording, streams piece by piece with their timing.
 *
 * The caller gets its answer as before. A call that the caller gave up is not written; one that nobody answered is.
 *
 * @example
 * globalThis.fetch = recordCalls(globalThis.fetch, new TapeWriter("recordings/today", new Date()));
 */
export function recordCalls(
  send: typeof globalThis.fetch,
  writer: Pick<TapeWriter, "add">,
  options: CleanOptions & { readonly now?: () => number } = {},
): typeof globalThis.fetch {
  const { now = Date.now } = options;
  const clean = (text: string): string => cleanForTape(text, options);
  return async function fetch(input, init) {
    // Whether the embedded service is well belongs to starting it, not to the lesson.
    if (new URL(input instanceof Request ? input.url : String(input)).pathname === "/health") return send(input, init);
    const request = await describeRequest(input, init, options);
    const at = now();
    let response: Response;
    try {
      response = await send(input, init);
    } catch (error) {
      const gaveUp = (error as Error | undefined)?.name === "AbortError" || init?.signal?.aborted === true;
      if (!gaveUp) writer.add({ at, waitMs: now() - at, request, failure: describeFailure(error, clean) });
      throw error;
    }
    const answeredAt = now();
    const finish = (body: TapeBody): void => {
      const headers = KEPT_HEADERS.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, clean(value)] as const];
      });
      const { status, statusText } = response;
      writer.add({
        at,
        waitMs: answeredAt - at,
        request,
        response: { status, statusText, headers: Object.fromEntries(headers), body },
      });
    };
    if (response.body === null) {
      finish({ text: "" });
      return response;
    }
    // Read here whether or not the caller reads it: a cell may look at the status alone.
    const [forCaller, forTape] = response.body.tee();
    void readBody(forTape, response, () => now() - answeredAt, clean).then(finish, () => undefined);
    const { status, statusText, headers, url } = response;
    return Object.defineProperty(new Response(forCaller, { status, statusText, headers }), "url", { value: url });
  };
}

async function readBody(
  stream: ReadableStream<Uint8Array>,
  response: Response,
  elapsed: () => number,
  clean: (text: string) => string,
): Promise<TapeBody> {
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("text/event-stream")) return { pieces: await readEvents(stream, elapsed, clean) };
  const bytes = Buffer.from(await new Response(stream).arrayBuffer());
  const text = bytes.toString("utf8");
  return bytes.equals(Buffer.from(text, "utf8")) ? { text: clean(text) } : { base64: bytes.toString("base64") };
}

/** Keeps whole events together: half of one could hold half of a secret. */
async function readEvents(
  stream: ReadableStream<Uint8Array>,
  elapsed: () => number,
  clean: (text: string) => string,
): Promise<[number, string][]> {
  const pieces: [number, string][] = [];
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(bytes, { stream: true });
    const end = Math.max(rest.lastIndexOf("\n\n"), rest.lastIndexOf("\r\n\r\n") + 2);
    if (end < 2) continue;
    const whole = rest.slice(0, end + 2);
    rest = rest.slice(end + 2);
    pieces.push([elapsed(), clean(whole)]);
  }
  if (rest !== "") pieces.push([elapsed(), clean(rest)]);
  return pieces;
}

function describeFailure(error: unknown, clean: (text: string) => string): { message: string; code?: string } {
  const { message, cause } = error as { message?: string; cause?: { code?: unknown } };
  return {
    message: clean(message ?? String(error)),
    code: typeof cause?.code === "string" ? cause.code : undefined,
  };
}
