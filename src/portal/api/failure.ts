/** A call that was answered with an error, or not at all (`status` 0). */
export class CallFailure extends Error {
  override readonly name = "CallFailure";

  constructor(
    message: string,
    readonly details: {
      readonly status: number;
      readonly code: string;
      readonly hint?: string;
      /** Field of the request that the error is about. */
      readonly param?: string;
      readonly requestId?: string;
      /** Seconds after which the provider asks to try again. */
      readonly retryAfter?: number;
    },
  ) {
    super(message);
  }

  get status(): number {
    return this.details.status;
  }

  get code(): string {
    return this.details.code;
  }
}

/** A call whose connection was lost before or within its answer. */
export const unreachable = (error: unknown): CallFailure =>
  new CallFailure(error instanceof Error ? error.message : String(error), { status: 0, code: "unreachable" });

/** What was thrown, as a failure that can be shown: whatever is not one already is a fault of the page itself. */
export const asFailure = (error: unknown): CallFailure =>
  error instanceof CallFailure ? error : new CallFailure(String(error), { status: -1, code: "fault" });

/**
 * Reads the error of an answer: the portal's, OpenAI's and Azure's bodies have `error.message` in common.
 *
 * @example
 * toFailure(404, new Headers(), '{"error":{"code":"not_found","message":"No job."}}').message; // "No job."
 */
export function toFailure(status: number, headers: Headers, text: string): CallFailure {
  const error = readError(text);
  const retryAfter = Number(headers.get("retry-after") ?? Number.NaN);
  return new CallFailure(error.message ?? `${status} ${text.slice(0, 200)}`.trim(), {
    status,
    code: error.code ?? String(status),
    hint: error.hint,
    param: error.param,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
    requestId: headers.get("x-request-id") ?? undefined,
  });
}

type ErrorPart = "message" | "code" | "hint" | "param";

function readError(text: string): Partial<Record<ErrorPart, string>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return {};
  }
  const error = (body as { error?: unknown } | null)?.error;
  if (typeof error !== "object" || error === null) return {};
  return Object.fromEntries(
    (["message", "code", "hint", "param"] as const).flatMap((name) => {
      const value = (error as Record<string, unknown>)[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
