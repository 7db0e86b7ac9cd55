import type { TestService } from "../helpers.js";

/** What a page of the portal does over HTTP, without a browser. */
export interface PortalClient {
  readonly cookie: string;
  readonly proof: string;
  /** Sends a request as the signed-in page does. */
  request(path: string, init?: RequestInit & { readonly json?: unknown }): Promise<Response>;
  /** Reads JSON and expects success. */
  read<Body>(path: string): Promise<Body>;
}

/** Makes a link with the key, as a notebook does, and signs in with its token. */
export async function signIn(test: TestService): Promise<PortalClient> {
  const { url } = test.service;
  const link = await test.request("/tunelab/portal-links", { method: "POST", json: {} });
  const { fragment } = (await link.json()) as { fragment: string };
  const answer = await postToken(url, new URLSearchParams(fragment).get("token")!);
  const cookie = answer.headers.get("set-cookie")!.split(";", 1)[0]!;
  const { proof } = (await answer.json()) as { proof: string };
  return clientOf(url, cookie, proof);
}

/** A page that holds these. */
export function clientOf(url: string, cookie: string, proof: string): PortalClient {
  const request: PortalClient["request"] = (path, init = {}) => {
    const { json, ...rest } = init;
    return fetch(`${url}${path}`, {
      ...rest,
      headers: {
        cookie,
        "x-tunelab-proof": proof,
        "sec-fetch-site": "same-origin",
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...(rest.headers as Record<string, string> | undefined),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  };
  return {
    cookie,
    proof,
    request,
    async read<Body>(path: string) {
      const response = await request(path);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Body;
    },
  };
}

export function postToken(url: string, token: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, "sec-fetch-site": "same-origin", ...headers },
    body: JSON.stringify({ token }),
  });
}

/** An event of the stream as it came over the wire. */
export interface ReceivedEvent {
  readonly type: string;
  readonly id: string | undefined;
  readonly data: Record<string, unknown> & { readonly type: string };
}

/** An open stream of changes. */
export interface OpenStream {
  /** All events so far. */
  readonly events: readonly ReceivedEvent[];
  readonly headers: Headers;
  /** Resolves with the first event, also of those that have come already, that fits; rejects after 30 s or at the end. */
  until(fits: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent>;
  /** Id of the last event that had one. */
  readonly lastId: string | undefined;
  close(): Promise<void>;
}

export async function openStream(client: PortalClient, topics: string, lastId?: string): Promise<OpenStream> {
  const controller = new AbortController();
  const response = await client.request(`/portal/api/events?topics=${encodeURIComponent(topics)}`, {
    headers: { accept: "text/event-stream", ...(lastId === undefined ? {} : { "last-event-id": lastId }) },
    signal: controller.signal,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const events: ReceivedEvent[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const reading = (async () => {
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
      text += chunk;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const event = parseEvent(text.slice(0, end));
        text = text.slice(end + 2);
        if (event !== undefined) events.push(event);
      }
      for (const look of waiting) look();
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      ended = true;
      for (const look of waiting) look();
    });
  return {
    events,
    headers: response.headers,
    get lastId() {
      return events.findLast(({ id }) => id !== undefined)?.id;
    },
    until: (fits) =>
      new Promise((resolve, reject) => {
        const done = (finish: () => void): void => {
          clearTimeout(timer);
          waiting.delete(look);
          finish();
        };
        const seen = (): string => events.map(({ type }) => type).join(" ");
        const timer = setTimeout(() => done(() => reject(new Error(`no such event among: ${seen()}`))), 30_000);
        const look = (): void => {
          const event = events.find(fits);
          if (event !== undefined) done(() => resolve(event));
          else if (ended) done(() => reject(new Error(`the stream ended after: ${seen()}`)));
        };
        waiting.add(look);
        look();
      }),
    async close() {
      controller.abort();
      await reading;
    },
  };
}

function parseEvent(block: string): ReceivedEvent | undefined {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  const data = fields.get("data");
  if (data === undefined) return undefined;
  return { type: fields.get("event")!, id: fields.get("id"), data: JSON.parse(data) as ReceivedEvent["data"] };
}
