import { heldSecret, TunelabError, redact } from "../core/index.js";
import { say, type TextKey } from "../texts/index.js";

/** What is known of a failed call, read off the openai package's errors or an answer of the management plane. */
export interface ProviderFailure {
  /** HTTP status; missing when no answer came. */
  readonly status?: number;
  /** The provider's own code, for example `DeploymentNotFound`. */
  readonly code?: string;
  readonly message: string;
}

interface Advice {
  readonly when: (failure: ProviderFailure) => boolean;
  readonly code: HintCode;
}

/** Failures that a hint is written for: `client.hint.…` in the dictionary. */
type HintCode = TextKey extends infer Key ? (Key extends `client.hint.${infer Code}` ? Code : never) : never;

const codeIs =
  (...codes: readonly string[]) =>
  ({ code }: ProviderFailure): boolean =>
    code !== undefined && codes.includes(code);
const saying =
  (pattern: RegExp) =>
  ({ message }: ProviderFailure): boolean =>
    pattern.test(message);
const statusIs =
  (...statuses: readonly number[]) =>
  ({ status }: ProviderFailure): boolean =>
    status !== undefined && statuses.includes(status);

/** What to do about each failure that learners meet, the most specific first. */
const ADVICE: readonly Advice[] = [
  {
    when: codeIs("not_recorded"),
    code: "not_recorded",
  },
  {
    when: (failure) =>
      codeIs("ExpiredAuthenticationToken")(failure) ||
      saying(/token (has )?expired|token expiry|lifetime validation failed/i)(failure),
    code: "token_expired",
  },
  {
    when: codeIs("InvalidAuthenticationToken", "InvalidAuthenticationTokenTenant", "AuthenticationFailed"),
    code: "token_invalid",
  },
  {
    when: codeIs("AuthorizationFailed", "LinkedAuthorizationFailed"),
    code: "role_missing",
  },
  {
    when: codeIs("DeploymentNotFound"),
    code: "deployment_not_found",
  },
  {
    when: codeIs("DeploymentNotReady"),
    code: "deployment_not_ready",
  },
  {
    when: codeIs("InsufficientQuota", "QuotaExceeded", "quotaExceeded", "insufficient_quota"),
    code: "quota_exceeded",
  },
  {
    when: codeIs("DeploymentLimitReached"),
    code: "deployment_limit",
  },
  {
    when: saying(/SKU .* is not supported/i),
    code: "sku_not_supported",
  },
  {
    when: saying(/base model does not support fine-tuning/i),
    code: "model_not_tunable",
  },
  {
    when: (failure) => failure.status === 410 || codeIs("ModelDeprecated", "model_deprecated")(failure),
    code: "model_retired",
  },
  {
    when: saying(/failed RAI checks|harm types/i),
    code: "content_refused",
  },
  {
    when: codeIs("content_filter"),
    code: "content_filtered",
  },
  {
    when: saying(/has tools, for which/i),
    code: "tools_not_supported",
  },
  {
    when: saying(/\bfile is empty/i),
    code: "empty_file",
  },
  {
    when: saying(/\bsuffix\b/i),
    code: "invalid_suffix",
  },
  {
    when: saying(/No valid json line|JSONL format|jsonlValidationFailed|invalid file format/i),
    code: "invalid_training_file",
  },
  {
    when: saying(/must have at least \d+ examples|invalid_n_examples/i),
    code: "too_few_examples",
  },
  {
    when: statusIs(401),
    code: "key_refused",
  },
  {
    when: statusIs(403),
    code: "forbidden",
  },
  {
    when: statusIs(404),
    code: "not_found",
  },
  {
    when: statusIs(429),
    code: "rate_limited",
  },
  {
    when: statusIs(409),
    code: "conflict",
  },
  {
    when: ({ status }) => status !== undefined && status >= 500,
    code: "provider_failed",
  },
];

/** Names under which runtimes report that nobody answered. */
const UNREACHABLE =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|fetch failed|Connection error|timed out|socket hang up/i;

/**
 * Turns an error of a provider into one that says what to do, with the provider's own words and no secrets in it.
 *
 * Errors that are tunelab's already, and interruptions, come back as they are.
 *
 * @param env environment of the connection, to say of a refusal whether a key is set for another server @default process.env
 * @example
 * throw explainProviderError(error, "Creating the job");
 */
export function explainProviderError(error: unknown, action: string, env: NodeJS.ProcessEnv = process.env): Error {
  if (TunelabError.isInstance(error)) return error;
  const name = (error as { name?: string } | null)?.name;
  if (name === "AbortError" || name === "APIUserAbortError") return error as Error;
  const failure = readFailure(error);
  const advice = ADVICE.find(({ when }) => when(failure));
  // A fault of the program itself is nobody's answer.
  if (failure.status === undefined && isOwnFault(error)) return error as Error;
  const code = failure.code === undefined || failure.code === String(failure.status) ? "" : ` ${failure.code}`;
  const status = failure.status === undefined ? "" : ` (${failure.status}${code})`;
  if (advice === undefined && failure.status === undefined && UNREACHABLE.test(failure.message)) {
    return new TunelabError(say("client.nobodyAnswered", { action, message: redact(failure.message) }), {
      code: "unreachable",
      hint: say("client.hint.unreachable"),
      cause: error,
    });
  }
  return new TunelabError(say("client.failed", { action, status, message: redact(failure.message) }), {
    code: advice?.code ?? "provider_refused",
    hint:
      (advice?.code === "key_refused" ? hintOfHeldKey(env) : undefined) ??
      say(`client.hint.${advice?.code ?? "provider_refused"}`),
    cause: error,
  });
}

/** Of the keys, only this one may be missing in a call: a server on one's own machine often needs none. */
function hintOfHeldKey(env: NodeJS.ProcessEnv): string | undefined {
  const name = "OPENAI_API_KEY";
  const held = heldSecret(env, name);
  return held && say("client.keyHeldHint", { name, ...held });
}

/** What JavaScript throws for a mistake in the code; fetch's own TypeError, with a cause, is a failed call. */
function isOwnFault(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: unknown };
  const isFault = [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => error instanceof kind);
  return isFault && cause === undefined && !UNREACHABLE.test((error as Error).message);
}

/**
 * Reads status, code and message off an error of the openai package, an answer's body, or any other error.
 *
 * @example
 * readFailure({ status: 404, error: { code: "DeploymentNotFound", message: "…" } }).code; // "DeploymentNotFound"
 */
export function readFailure(error: unknown): ProviderFailure {
  const outer = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const body = (typeof outer["error"] === "object" && outer["error"] !== null ? outer["error"] : {}) as Record<
    string,
    unknown
  >;
  const code = [body["code"], outer["code"]].find((value) => typeof value === "string" && value !== "");
  const messages = [body["message"], outer["message"], causeMessage(outer["cause"])];
  const message = messages.filter((value) => typeof value === "string" && value !== "").join(" ");
  const unique = body["message"] !== undefined ? String(body["message"]) : message;
  return {
    status: typeof outer["status"] === "number" ? outer["status"] : undefined,
    code: code as string | undefined,
    message: unique === "" ? String(error) : unique,
  };
}

function causeMessage(cause: unknown): string | undefined {
  if (typeof cause !== "object" || cause === null) return undefined;
  const { message, code, cause: deeper } = cause as { message?: string; code?: string; cause?: unknown };
  return [code, message, causeMessage(deeper)].filter(Boolean).join(" ");
}
