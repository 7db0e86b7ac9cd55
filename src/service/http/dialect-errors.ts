import { AZURE, type Dialect, type DialectError } from "../dialects/index.js";
import { ApiError } from "./api-error.js";

/**
 * Makes the error of a dialect; Azure's carries `param` as `target`.
 *
 * @example
 * dialectError(AZURE, 400, { message: "The file is empty.", azureCode: "invalidPayload", param: "file" }).toBody();
 * // { error: { code: "invalidPayload", message: "The file is empty.", target: "file" } }
 */
export function dialectError(dialect: Dialect, status: number, error: DialectError): ApiError {
  return new ApiError(status, error.message, dialect.errorForm(error));
}

/** 404 for a file, job or model id. */
export function noSuchObject(dialect: Dialect, kind: string, id: string): ApiError {
  const message = dialect.notFoundText(kind, id.slice(0, 100));
  return dialectError(dialect, 404, { message, azureCode: "notFound", param: "id" });
}

/** Paths whose errors Azure words as its authoring API does, and not as the OpenAI API. */
const AUTHORING = /^\/openai\/(files|uploads|fine_tuning|models)(\/|\?|$)/;
const MANAGEMENT = /^\/subscriptions\//;

const AUTHORING_CODES: Readonly<Record<number, string>> = { 403: "forbidden", 404: "notFound", 409: "conflict" };

/**
 * Gives an error of a part that knows nothing of dialects the form that clients of the address expect.
 *
 * @example
 * inFormOf("/openai/files?limit=x", badRequest("Invalid value for 'limit' in the query.", "limit")).toBody();
 * // { error: { code: "invalidPayload", message: "Invalid value for 'limit' in the query.", target: "limit" } }
 */
export function inFormOf(url: string, error: ApiError): ApiError {
  if (error.shape === "azure" || error.status >= 500) return error;
  if (MANAGEMENT.test(url)) {
    return new ApiError(error.status, error.message, { code: "InvalidRequestContent", shape: "azure" });
  }
  if (!AUTHORING.test(url)) return error;
  const azureCode = AUTHORING_CODES[error.status] ?? "invalidPayload";
  return dialectError(AZURE, error.status, { message: error.message, azureCode, param: error.param });
}
