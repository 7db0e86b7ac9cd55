import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AzureOpenAI } from "openai";

/** A request as the fake provider saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

/** What the fake provider answers: a status with JSON or text, or a stream of events; `drop` cuts the connection. */
export type FakeAnswer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly status?: number; readonly text: string }
  | { readonly events: readonly unknown[]; readonly hang?: boolean }
  | { readonly drop: true };

/** A provider on loopback whose answers a test decides; it knows nothing by itself, so it can hide no mistake. */
export class FakeProvider {
  readonly requests: SeenRequest[] = [];
  answer: (request: SeenRequest) => FakeAnswer | undefined = () => undefined;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const url = new URL(request.url!, "http://fake");
        const text = Buffer.concat(chunks).toString("utf8");
        const seen: SeenRequest = {
          method: request.method!,
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body: text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {},
        };
        this.requests.push(seen);
        const answer = this.answer(seen) ?? {
          status: 404,
          json: { error: { code: "404", message: "Resource not found" } },
        };
        if ("drop" in answer) return void request.socket.destroy();
        if ("events" in answer) {
          response.writeHead(200, { "content-type": "text/event-stream" });
          for (const event of answer.events) response.write(`data: ${JSON.stringify(event)}\n\n`);
          if (answer.hang !== true) response.end("data: [DONE]\n\n");
          return;
        }
        const isJson = "json" in answer;
        response.writeHead(answer.status ?? 200, {
          "content-type": isJson ? "application/json" : "text/plain",
          "x-should-retry": "false",
        });
        response.end(isJson ? JSON.stringify(answer.json) : answer.text);
      });
    });
  }

  static async start(): Promise<FakeProvider> {
    const provider = new FakeProvider();
    await new Promise<void>((resolve) => provider.server.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The official client, pointed here. */
  client(): AzureOpenAI {
    return new AzureOpenAI({
      endpoint: this.url,
      apiKey: "fake-key",
      apiVersion: "2024-10-21",
      maxRetries: 0,
      baseURL: null,
    });
  }

  /** Options of the management plane, pointed here. */
  get management(): {
    url: string;
    subscription: string;
    resourceGroup: string;
    account: string;
    token: string;
    env: NodeJS.ProcessEnv;
  } {
    return { url: this.url, subscription: "s", resourceGroup: "g", account: "a", token: "fake-token", env: {} };
  }

  calls(method: string, path: RegExp): SeenRequest[] {
    return this.requests.filter((request) => request.method === method && path.test(request.path));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
