import {
  TunelabError,
  isRecord,
  tryParse,
  isPassingStatus,
  retry,
  readRetryAfter,
  sleepSeconds,
  timerMs,
} from "../../core/index.js";
import { say } from "../../texts/index.js";

/** Where a server is and how to sign requests; nothing of it is ever shown. */
export interface ServerAddress {
  /** Base URL without a trailing slash and without user or password. */
  readonly url: string;
  /** Value of the `Authorization` header. @default none */
  readonly authorization?: string;
  /** Which settings to check when the server refuses, for messages. */
  readonly credentialsHint: string;
}

/** Injectable parts of a {@link RestClient}. */
export interface RestOptions {
  /** @default global fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** Longest a request may take, in seconds. @default 30 */
  readonly timeoutSeconds?: number;
  /** Further tries after 408, 409, 429, 5xx or a broken connection. @default 2 */
  readonly retries?: number;
  readonly sleep?: (seconds: number) => Promise<void>;
}

/** One request; `path` starts with a slash. */
export interface RestRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const LONGEST_WAIT_SECONDS = 10;
const FIRST_WAIT_SECONDS = 0.5;

/**
 * Talks to an MLflow server: JSON or bytes, a deadline on every request, a few tries, and errors in plain words.
 *
 * Throws the errors that {@link Tracker} names.
 */
export class RestClient {
  readonly #address: ServerAddress;
  readonly #fetch: typeof globalThis.fetch;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #sleep: (seconds: number) => Promise<void>;

  constructor(address: ServerAddress, options: RestOptions = {}) {
    this.#address = address;
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#timeoutMs = timerMs((options.timeoutSeconds ?? 30) * 1000);
    this.#retries = options.retries ?? 2;
    this.#sleep = options.sleep ?? sleepSeconds;
  }

  get url(): string {
    return this.#address.url;
  }

  /** Sends a request and reads its answer as JSON; an empty answer is `{}`. */
  async json<T>(request: RestRequest): Promise<T> {
    const bytes = await this.bytes(request);
    const text = Buffer.from(bytes).toString("utf8");
    if (text === "") return {} as T;
    const value = tryParse(text);
    if (typeof value === "object" && value !== null) return value as T;
    throw new TunelabError(say("runs.noJson", { url: this.url, answer: JSON.stringify(text.slice(0, 80)) }), {
      code: "tracker_unavailable",
      hint: say("runs.noJsonHint"),
    });
  }

  /** Sends a request and returns its answer's bytes. */
  async bytes(request: RestRequest): Promise<Uint8Array> {
    try {
      return await retry(() => this.#once(request), {
        retries: this.#retries,
        delay: (error, attempt) => (error instanceof Retryable ? error.waitSeconds(attempt) : undefined),
        sleep: this.#sleep,
      });
    } catch (error) {
      throw error instanceof Retryable ? error.reason : error;
    }
  }

  /** Sends bytes to an address outside the server, such as a signed URL of a cloud store; never with our credentials. */
  async external(
    url: string,
    init: { readonly method: string; readonly headers?: Record<string, string>; readonly body?: string | Uint8Array },
  ): Promise<Uint8Array> {
    const response = await this.#send(url, init);
    if (!response.ok) throw await this.#toError(response, "the artifact store");
    return new Uint8Array(await response.arrayBuffer());
  }

  async #once(request: RestRequest): Promise<Uint8Array> {
    const { url, authorization } = this.#address;
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) parameters.set(name, String(value));
    }
    const query = parameters.toString();
    const response = await this.#send(`${url}${request.path}${query === "" ? "" : `?${query}`}`, {
      method: request.method ?? (request.json === undefined ? "GET" : "POST"),
      headers: {
        ...(request.json !== undefined && { "content-type": "application/json" }),
        ...(authorization !== undefined && { authorization }),
        ...request.headers,
      },
      body: request.json === undefined ? request.body : JSON.stringify(request.json),
    });
    if (!response.ok) {
      const error = await this.#toError(response, url);
      throw isPassingStatus(response.status) ? new Retryable(error, response.headers) : error;
    }
    return new Uint8Array(await response.arrayBuffer());
  }

  async #send(
    url: string,
    init: { readonly method: string; readonly headers?: Record<string, string>; readonly body?: string | Uint8Array },
  ): Promise<Response> {
    try {
      return await this.#fetch(url, {
        ...init,
        body: init.body as RequestInit["body"],
        redirect: "follow",
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
    } catch (error) {
      const { name, cause } = error as { name?: string; cause?: { code?: string } };
      const late = name === "TimeoutError";
      const why = late
        ? say("runs.late", { seconds: String(this.#timeoutMs / 1000) })
        : say("runs.unreached", { reason: String(cause?.code ?? name) });
      const unavailable = new TunelabError(say("runs.unavailable", { server: new URL(url).origin, why }), {
        code: "tracker_unavailable",
        hint: say("runs.unavailableHint"),
      });
      throw late ? unavailable : new Retryable(unavailable);
    }
  }

  async #toError(response: Response, where: string): Promise<TunelabError> {
    const { code, message } = readBody(await response.text().catch(() => ""));
    const { status } = response;
    const said = message === "" ? `${status}` : `${status}: ${message}`;
    if (status === 401 || status === 403) {
      return new TunelabError(say("runs.refused", { server: where, said }), {
        code: "tracker_refused",
        hint: this.#address.credentialsHint,
      });
    }
    if (code === "RESOURCE_DOES_NOT_EXIST") {
      return new TunelabError(say("runs.unknown", { server: where, said }), {
        code: "not_found",
        hint: say("runs.unknownHint"),
      });
    }
    if (code === "RESOURCE_ALREADY_EXISTS") {
      return new TunelabError(message, { code: "already_exists", hint: say("runs.useExisting") });
    }
    if (status === 404) {
      return new TunelabError(say("runs.answered404", { server: where }), {
        code: "tracker_unavailable",
        hint: say("runs.answered404Hint"),
      });
    }
    if (status === 429 || status >= 500) {
      return new TunelabError(say(status === 429 ? "runs.busy" : "runs.failing", { server: where, said }), {
        code: "tracker_unavailable",
        hint: say("runs.tryLater"),
      });
    }
    return new TunelabError(say("runs.notAccepted", { server: where, said }), {
      code: "invalid_tracking_value",
      hint: say("runs.notAcceptedHint"),
    });
  }
}

class Retryable extends Error {
  readonly reason: TunelabError;
  readonly #headers: Headers | undefined;

  constructor(reason: TunelabError, headers?: Headers) {
    super(reason.message);
    this.reason = reason;
    this.#headers = headers;
  }

  /** The server's wish, at most 10 s: a longer one is not worth holding up a cell. */
  waitSeconds(attempt: number): number | undefined {
    const asked = readRetryAfter(this.#headers);
    if (asked !== undefined) return asked > LONGEST_WAIT_SECONDS ? undefined : asked;
    return FIRST_WAIT_SECONDS * 2 ** (attempt - 1);
  }
}

function readBody(text: string): { code: string | undefined; message: string } {
  const body = tryParse(text);
  const { error_code: code, message } = isRecord(body) ? body : {};
  return {
    code: typeof code === "string" ? code : undefined,
    message: typeof message === "string" ? message.split("\n")[0]!.slice(0, 500) : "",
  };
}
