import { TunelabError } from "../../core/index.js";
import { ApiError } from "../http/api-error.js";

/** Status of what the parts behind the portal's routes throw on purpose. */
const STATUS: Readonly<Record<string, number>> = {
  not_found: 404,
  invalid_option: 400,
  invalid_filter: 400,
  invalid_tracking_value: 400,
  rows_do_not_match: 409,
  nothing_to_compare: 409,
  not_jsonl: 409,
};

/**
 * An error of the portal's own routes, with its hint beside the message; what is not known stays as it is.
 *
 * @example
 * toPortalError(new TunelabError("No run x.", { code: "not_found", hint: "Look at the list." }));
 * // ApiError 404 { error: { code: "not_found", message: "No run x.", hint: "Look at the list." } }
 */
export function toPortalError(error: unknown): unknown {
  if (!TunelabError.isInstance(error)) return error;
  const { code, message, hint } = error;
  const status = STATUS[code];
  return status === undefined ? error : new ApiError(status, message, { code, shape: "azure", extra: { hint } });
}

/** 404 for something that the service does not have. */
export function notFound(kind: string, id: string): ApiError {
  return new ApiError(404, `There is no ${kind} ${JSON.stringify(id.slice(0, 100))}.`, {
    code: "not_found",
    shape: "azure",
    extra: { hint: "It may have been deleted meanwhile." },
  });
}
