import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the server received it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Record<string, unknown>;
}

/** What to answer: text of a chat answer, a status with a body, or a whole body. */
export type Reply =
  | string
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | { readonly body: unknown }
  | { readonly never: true };

/** An OpenAI-compatible server on loopback whose answers the test decides. */
export interface FakeModelServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: ReceivedRequest[];
}

/** Wraps text as a chat completion, with 11 prompt and 7 completion tokens. */
export function toChatCompletion(content: string, finishReason = "stop") {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 0,
    model: "stub-model",
    choices: [{ index: 0, finish_reason: finishReason, message: { role: "assistant", content } }],
    usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
  };
}

/** Starts the server; `reply` is asked once per request. */
export async function startFakeModelServer(
  reply: (request: ReceivedRequest, index: number) => Reply | Promise<Reply>,
): Promise<FakeModelServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const request: ReceivedRequest = {
        path: incoming.url ?? "",
        headers: incoming.headers,
        body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
      requests.push(request);
      void Promise.resolve(reply(request, requests.length - 1)).then((answer) => {
        if (typeof answer === "object" && "never" in answer) return;
        const streamed = request.body["stream"] === true && typeof answer === "string";
        if (streamed) {
          outgoing.writeHead(200, { "content-type": "text/event-stream" });
          for (const piece of (answer as string).match(/.{1,3}/gsu) ?? []) {
            outgoing.write(
              `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 0, model: "stub-model", choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] })}\n\n`,
            );
          }
          outgoing.end("data: [DONE]\n\n");
          return;
        }
        const { status, body, headers } =
          typeof answer === "string"
            ? { status: 200, body: toChatCompletion(answer), headers: {} }
            : { status: 200, headers: {}, body: undefined, ...answer };
        outgoing.writeHead(status, { "content-type": "application/json", ...headers });
        outgoing.end(body === undefined ? "{}" : JSON.stringify(body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
