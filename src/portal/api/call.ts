import { PROOF_HEADER } from "../api-types/index.js";
import { recall, remember, whenRememberedElsewhere } from "../state/remember.js";
import { type StreamEvent, readEventStream } from "./event-stream.js";
import { CallFailure, toFailure, unreachable } from "./failure.js";

/** Options of {@link call}. */
export interface CallOptions {
  readonly method?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly form?: FormData;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Several services may stand below one origin, behind a proxy: each has a proof of its own. */
const proofName = (): string => `proof ${location.pathname}`;

/** The proof of the session, read at each call: another tab may have signed in anew. */
export const readProof = (): string | undefined => recall(proofName());

/** Keeps the proof of a new session, or forgets it. */
export const keepProof = (proof: string | undefined): void => remember(proofName(), proof);

/** Calls `tell` when another tab has signed in. */
export const whenSignedInElsewhere = (tell: () => void): void => whenRememberedElsewhere(proofName, tell);

let onSignedOut: () => void = () => undefined;

/** Names the one place that is told when the session is over. */
export function whenSignedOut(tell: () => void): void {
  onSignedOut = tell;
}

/** Sends a request with the session; throws {@link CallFailure}, or the signal's reason. */
export async function send(path: string, options: CallOptions = {}): Promise<Response> {
  const { json, form, method = json === undefined && form === undefined ? "GET" : "POST", signal } = options;
  const proof = readProof();
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...(proof === undefined ? {} : { [PROOF_HEADER]: proof }),
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      credentials: "same-origin",
      body: json === undefined ? form : JSON.stringify(json),
      signal,
    });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : unreachable(error);
  }
  if (answer.ok) return answer;
  const failure = toFailure(answer.status, answer.headers, await answer.text().catch(() => ""));
  if (answer.status === 401 && failure.code !== "token_used") onSignedOut();
  throw failure;
}

/** Sends a request and reads its JSON answer, `undefined` where there is none. */
export async function call<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const answer = await send(path, options);
  const text = await answer.text().catch((error: unknown) => {
    throw options.signal?.aborted === true ? options.signal.reason : unreachable(error);
  });
  try {
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  } catch {
    // A proxy in between may answer with a page of its own, and call that a success.
    throw new CallFailure(text.slice(0, 200), { status: answer.status, code: "foreign_answer" });
  }
}

/** A streamed answer, with the headers that it came with. */
export interface StreamedAnswer {
  readonly headers: Headers;
  readonly events: AsyncGenerator<StreamEvent>;
}

/** Sends a request whose answer is a stream of events. Nothing but this exact `Accept` passes a Jupyter proxy unbuffered. */
export async function stream(path: string, options: CallOptions = {}): Promise<StreamedAnswer> {
  const answer = await send(path, { ...options, headers: { ...options.headers, accept: "text/event-stream" } });
  if (answer.body === null) throw unreachable("The answer has no body.");
  return { headers: answer.headers, events: untilLost(readEventStream(answer.body), options.signal) };
}

/** The events; a connection that is lost within them is a {@link CallFailure} like one that was never made. */
async function* untilLost(events: AsyncGenerator<StreamEvent>, signal?: AbortSignal): AsyncGenerator<StreamEvent> {
  try {
    yield* events;
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : unreachable(error);
  }
}
