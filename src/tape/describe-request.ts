import { createHash } from "node:crypto";
import { isLoopback } from "../core/index.js";
import { cleanForTape, type CleanOptions } from "./clean-text.js";
import type { TapeRequest } from "./tape-file.js";

/**
 * Describes a call of `fetch` so that the same question has the same description: no headers, no secrets, the query and
 * JSON keys in order, an upload by the names, sizes and SHA-256 of its files instead of its random boundary.
 *
 * @example
 * (await describeRequest("https://a.example/v1/files?limit=2&after=x", { method: "GET" }, {})).url;
 * // "https://a.example/v1/files?after=x&limit=2"
 */
export async function describeRequest(
  input: string | URL | Request,
  init: RequestInit | undefined,
  options: CleanOptions,
): Promise<TapeRequest> {
  const request = input instanceof Request ? input : undefined;
  const url = new URL(request?.url ?? String(input));
  url.searchParams.sort();
  url.hash = "";
  // An embedded service comes back on another port after a restart; it is the same one all the same.
  if (isLoopback(url.href)) url.port = "";
  const body = init?.body ?? (request?.body ? await request.clone().arrayBuffer() : undefined);
  return {
    method: (init?.method ?? request?.method ?? "GET").toUpperCase(),
    url: cleanForTape(url.href, options),
    body: body === undefined || body === null ? "" : cleanForTape(await describeBody(body), options),
  };
}

async function describeBody(body: NonNullable<RequestInit["body"]>): Promise<string> {
  if (typeof body === "string") return canonical(body);
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof FormData) return describeForm(body);
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return describeBytes(body);
  // A stream can be read only once, and it is the provider who has to read it.
  return body instanceof Blob ? describeBytes(await body.arrayBuffer()) : "(a stream)";
}

async function describeForm(form: FormData): Promise<string> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of [...form.entries()].sort(([left], [right]) => (left < right ? -1 : 1))) {
    fields[name] = typeof value === "string" ? value : `${value.name}: ${describeBytes(await value.arrayBuffer())}`;
  }
  return JSON.stringify(fields);
}

function describeBytes(bytes: ArrayBuffer | ArrayBufferView): string {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return `${view.length} bytes, SHA-256 ${createHash("sha256").update(view).digest("hex")}`;
}

/** JSON with its keys in order; any other text as it is. */
function canonical(text: string): string {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([left], [right]) => (left < right ? -1 : 1))
              .map(([key, inner]) => [key, sorted(inner)]),
          )
        : value;
  try {
    return JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    return text;
  }
}
