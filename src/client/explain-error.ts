import { TunelabError, redact } from "../core/index.js";

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
  readonly code: string;
  readonly hint: string;
}

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
    hint: "A replay answers only what was asked when it was recorded. Ask the same, record again with TUNELAB_RECORD, or unset TUNELAB_REPLAY.",
  },
  {
    when: (failure) =>
      codeIs("ExpiredAuthenticationToken")(failure) ||
      saying(/token (has )?expired|token expiry|lifetime validation failed/i)(failure),
    code: "token_expired",
    hint: "Tokens last about an hour. Run az account get-access-token again and set TEMP_AUTH_TOKEN to its accessToken.",
  },
  {
    when: codeIs("InvalidAuthenticationToken", "InvalidAuthenticationTokenTenant", "AuthenticationFailed"),
    code: "token_invalid",
    hint: "TEMP_AUTH_TOKEN must be the accessToken field alone, of the tenant that holds the subscription.",
  },
  {
    when: codeIs("AuthorizationFailed", "LinkedAuthorizationFailed"),
    code: "role_missing",
    hint: "Your account needs the role Cognitive Services OpenAI Contributor on the resource; new roles take minutes to work.",
  },
  {
    when: codeIs("DeploymentNotFound"),
    code: "deployment_not_found",
    hint: "Check the deployment's name (AZURE_OPENAI_DEPLOYMENT), which is not the model's; a new one takes up to 5 minutes.",
  },
  {
    when: codeIs("DeploymentNotReady"),
    code: "deployment_not_ready",
    hint: "The deployment exists but does not answer yet. Wait a few minutes, or use deployModel, which waits.",
  },
  {
    when: codeIs("InsufficientQuota", "QuotaExceeded", "quotaExceeded", "insufficient_quota"),
    code: "quota_exceeded",
    hint: "The subscription has no quota left for this model here. Ask for less capacity, delete an idle deployment, take another region, or request quota. Free trials have none.",
  },
  {
    when: codeIs("DeploymentLimitReached"),
    code: "deployment_limit",
    hint: "A resource holds at most 10 fine-tuned deployments. Delete one that is idle (they cost by the hour).",
  },
  {
    when: saying(/SKU .* is not supported/i),
    code: "sku_not_supported",
    hint: 'Try sku: "GlobalStandard" or "DeveloperTier"; which ones a model has depends on model, version and region.',
  },
  {
    when: saying(/base model does not support fine-tuning/i),
    code: "model_not_tunable",
    hint: "Region, version suffix or trainingType may be at fault, not only the model: try another region, the dated name (gpt-4.1-mini-2025-04-14), or trainingType Standard.",
  },
  {
    when: (failure) => failure.status === 410 || codeIs("ModelDeprecated", "model_deprecated")(failure),
    code: "model_retired",
    hint: "The model has been retired. Set TUNELAB_BASE_MODEL or AZURE_OPENAI_DEPLOYMENT to one that is still offered.",
  },
  {
    when: saying(/failed RAI checks|harm types/i),
    code: "content_refused",
    hint: "The provider's safety check refused the data. Remove examples about the harms it names; false positives happen with short files.",
  },
  {
    when: codeIs("content_filter"),
    code: "content_filtered",
    hint: "The provider's content filter blocked the prompt or the answer. Reword it; the error body says which category.",
  },
  {
    when: saying(/has tools, for which/i),
    code: "tools_not_supported",
    hint: "The embedded model cannot learn tool calls. Leave these examples out here; OpenAI and Azure accept them.",
  },
  {
    when: saying(/\bfile is empty/i),
    code: "empty_file",
    hint: "Check the path, and that whatever wrote the file had finished before it was uploaded.",
  },
  {
    when: saying(/\bsuffix\b/i),
    code: "invalid_suffix",
    hint: 'Use letters, digits, "-" and "_", and at most 18 characters to be safe everywhere, for example "two-words".',
  },
  {
    when: saying(/No valid json line|JSONL format|jsonlValidationFailed|invalid file format/i),
    code: "invalid_training_file",
    hint: "Run readChatDataset on the file: it names each broken line and what is wrong with it.",
  },
  {
    when: saying(/must have at least \d+ examples|invalid_n_examples/i),
    code: "too_few_examples",
    hint: "Add examples: 10 are the minimum, 50 to 100 are advised.",
  },
  {
    when: statusIs(401),
    code: "key_refused",
    hint: "The key does not belong to this endpoint, or was renewed. Copy key and endpoint again, both from the same resource.",
  },
  {
    when: statusIs(403),
    code: "forbidden",
    hint: "The account may not do this: check its role on the resource, and the resource's network rules.",
  },
  {
    when: statusIs(404),
    code: "not_found",
    hint: "Check the endpoint (no path behind it), the api-version and the name that was asked for.",
  },
  {
    when: statusIs(429),
    code: "rate_limited",
    hint: "Too many tokens a minute for the deployment's capacity. Wait as long as the message says, or raise the capacity.",
  },
  {
    when: statusIs(409),
    code: "conflict",
    hint: "Something with this name exists or is being changed. Wait for it to finish, or choose another name.",
  },
  {
    when: ({ status }) => status !== undefined && status >= 500,
    code: "provider_failed",
    hint: "The provider failed, not your request. Try again in a minute.",
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
 * @example
 * throw explainProviderError(error, "Creating the job");
 */
export function explainProviderError(error: unknown, action: string): Error {
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
    return new TunelabError(`${action} failed: nobody answered. ${redact(failure.message)}`, {
      code: "unreachable",
      hint: "Check the endpoint's spelling, the network and a proxy. The embedded service is started again by openLab.",
      cause: error,
    });
  }
  return new TunelabError(`${action} failed${status}: ${redact(failure.message)}`, {
    code: advice?.code ?? "provider_refused",
    hint: advice?.hint ?? "The message is the provider's own; the request's parameters are the place to look.",
    cause: error,
  });
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
    ...(typeof outer["status"] === "number" ? { status: outer["status"] } : {}),
    ...(code === undefined ? {} : { code: code as string }),
    message: unique === "" ? String(error) : unique,
  };
}

function causeMessage(cause: unknown): string | undefined {
  if (typeof cause !== "object" || cause === null) return undefined;
  const { message, code, cause: deeper } = cause as { message?: string; code?: string; cause?: unknown };
  return [code, message, causeMessage(deeper)].filter(Boolean).join(" ");
}
