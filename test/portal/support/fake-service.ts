import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, type Socket } from "node:net";
import { extname, join, resolve } from "node:path";
import type { DeploymentsAnswer, Me, PortalEvent, TrainingEstimate } from "../../../src/portal/api-types/index.js";
import * as data from "./fake-data.js";
import { COMPARISON, runDetails, RUNS, SERVER_RUNS, TABLE, TRACES } from "./fake-runs.js";

const BUILT = resolve(import.meta.dirname, "../../../dist/portal");

/** The policy of the service, so that what breaks under it breaks here too. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** A request that the page sent, as far as tests look at it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Stands in for the service where a test needs rich data, a fault or no model: it keeps nothing and answers from tables. */
export class FakeService {
  readonly seen: SeenRequest[] = [];
  /** Answers that go before the tables, by method and path: `GET portal/api/runs`. */
  readonly answers = new Map<string, { readonly status: number; readonly body: unknown }>();
  /** What the model answers. */
  reply = "Take **tram 28**, then walk.\n\n- Alfama\n- Belém";
  /** Whether an answer stays open after its words, as one that is still being written. */
  isReplyHeld = false;
  me: Me = data.ME;
  isSignedIn = true;
  /** Folder of the built pages. */
  pagesFolder = BUILT;
  #sessions = 0;
  readonly #streams = new Set<ServerResponse>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  async start(port = 0): Promise<string> {
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    await new Promise<void>((done) => this.#server.listen(port, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Sends an event to every page that listens. */
  push(event: PortalEvent): void {
    for (const response of this.#streams) writeEvent(response, event);
  }

  /** How many streams are open. */
  get listeners(): number {
    return this.#streams.size;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://fake");
    const path = pathname.slice(1);
    const method = request.method ?? "GET";
    if (method === "GET" && this.#sendPage(path, response)) return;
    const body = await readBody(request);
    this.seen.push({ method, path: path + (searchParams.size > 0 ? `?${searchParams}` : ""), body });
    const prepared = this.answers.get(`${method} ${path}`);
    if (prepared !== undefined) return sendJson(response, prepared.status, prepared.body);
    if (path === "session") return this.#session(method, body, response);
    if (!this.isSignedIn) {
      return sendJson(response, 401, { error: { code: "signed_out", message: "There is no session." } });
    }
    if (path === "portal/api/events") return this.#listen(response);
    if (path.endsWith("/chat/completions")) return this.#chat(body, response);
    const answer = this.#answer(method, path, searchParams);
    if (answer === undefined) {
      return sendJson(response, 404, {
        error: { code: "not_found", message: `There is no ${path}.`, hint: "Look at the list." },
      });
    }
    sendJson(response, method === "DELETE" ? 204 : 200, answer);
  }

  #sendPage(path: string, response: ServerResponse): boolean {
    if (path !== "" && !path.startsWith("portal/assets/")) return false;
    const file = join(this.pagesFolder, path === "" ? "index.html" : path);
    if (!existsSync(file)) return false;
    response
      .writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain", "content-security-policy": POLICY })
      .end(readFileSync(file));
    return true;
  }

  #session(method: string, body: unknown, response: ServerResponse): void {
    if (method === "DELETE") {
      this.isSignedIn = false;
      return sendJson(response, 204, undefined);
    }
    const { token = "" } = body as { token?: string };
    if (token.length > 200) {
      return sendJson(response, 400, { error: { code: "BadRequest", message: "The token is too long." } });
    }
    if (token !== "good") {
      return sendJson(response, 401, { error: { code: "token_used", message: "The link was used." } });
    }
    this.isSignedIn = true;
    sendJson(response, 200, { proof: `proof ${++this.#sessions}`, expiresAt: data.NOON + 86_400_000 });
  }

  #listen(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
    const events: PortalEvent[] = [
      { type: "hello", startId: this.me.service.startId, reset: true, now: data.NOON },
      ...data.JOBS.map((job) => ({ type: "job" as const, job })),
      ...data.FILES.map((file) => ({ type: "file" as const, file })),
      ...data.DEPLOYMENTS.map((deployment) => ({ type: "deployment" as const, deployment })),
      ...data.MODELS.map((model) => ({ type: "model" as const, model })),
      { type: "switches", switches: this.me.switches },
      { type: "current" },
    ];
    for (const event of events) writeEvent(response, event);
  }

  #chat(body: unknown, response: ServerResponse): void {
    const { model, messages } = body as { model: string; messages: { content: string }[] };
    response.writeHead(200, { "content-type": "text/event-stream" });
    const send = (chunk: object): void => void response.write(`data: ${JSON.stringify({ model, ...chunk })}\n\n`);
    for (const piece of this.reply.split(/(?<= )/))
      send({ choices: [{ delta: { content: piece }, finish_reason: null }] });
    if (this.isReplyHeld) return;
    send({ choices: [{ delta: {}, finish_reason: "stop" }] });
    send({ choices: [], usage: { prompt_tokens: 10 * messages.length, completion_tokens: 12, total_tokens: 12 } });
    response.end("data: [DONE]\n\n");
  }

  #answer(method: string, path: string, query: URLSearchParams): unknown {
    if (method !== "GET") return {};
    const [, , kind, id, part] = path.split("/");
    if (path === "portal/api/me") return this.me;
    if (path === "portal/api/connection") return data.CONNECTION;
    if (path === "portal/api/deployments") return DEPLOYMENTS;
    if (path === "portal/api/server-runs") return SERVER_RUNS;
    if (path === "portal/api/made") return data.MADE;
    if (path === "portal/api/compare") return COMPARISON;
    if (kind === "jobs" && id !== undefined) {
      const row = data.JOBS.find((job) => job.id === id);
      if (row === undefined) return undefined;
      return part === "metrics" ? data.jobMetrics(row) : part === "log" ? data.jobLog(row) : data.jobDetails(row);
    }
    if (kind === "files" && part === "report") return id === "file-broken" ? data.BROKEN_REPORT : data.REPORT;
    if (kind === "files" && part === "estimate") return ESTIMATE;
    if (kind === "runs") {
      if (id === undefined) return RUNS;
      const row = RUNS.runs.find((run) => run.id === id);
      if (row === undefined) return undefined;
      if (part === "table") return TABLE;
      if (part === "traces") return TRACES;
      if (part === "metrics") return { key: query.get("key"), step: [0, 1], timestamp: [0, 1], value: [2.8, 3.6] };
      return runDetails(row);
    }
    return undefined;
  }
}

const ESTIMATE: TrainingEstimate = {
  examples: 16,
  epochs: 3,
  batchSize: 1,
  steps: 48,
  billedTokens: 8_412,
  seconds: 150,
  azureCost: 0.21,
};

const DEPLOYMENTS: DeploymentsAnswer = {
  deployments: data.DEPLOYMENTS,
  tunedModels: data.MODELS,
  quota: [
    { model: "gpt-4o", sku: "Standard", used: 10, limit: 1000 },
    { model: "gpt-4o-mini", sku: "Standard", used: 0, limit: 1000 },
    { model: "gpt-35-turbo", sku: "Standard", used: 960, limit: 1000 },
  ],
};

function writeEvent(response: ServerResponse, event: PortalEvent): void {
  response.write(`event: ${event.type}\nid: 1\ndata: ${JSON.stringify(event)}\n\n`);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": "req-1" });
  response.end(body === undefined || status === 204 ? "" : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
