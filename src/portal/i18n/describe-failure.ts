import type { CallFailure } from "../api/failure.js";
import { isKey, locale, t } from "./translate.js";

/** What of a failure is needed to say it. */
type Failure = Pick<CallFailure, "message"> & { readonly code: string; readonly status?: number };

/**
 * The portal's own sentence for an error of the service, in the language that is shown; `undefined` for a code that it
 * does not know, whose own words are all there is.
 *
 * @example
 * failureSentence("not_found"); // "This is not there. It may have been deleted meanwhile."
 */
export function failureSentence(code: string): string | undefined {
  const key = `failure.${code}`;
  return isKey(key) ? t(key) : undefined;
}

/**
 * A failure in one line, where there is no room for two: the service's words, which are English, and in another language
 * the portal's sentence before them.
 *
 * @example
 * describeFailure({ code: "429", message: "Too many requests." }); // in French: "Trop de requêtes … (Too many requests.)"
 */
export function describeFailure({ code, message, status }: Failure): string {
  if (status === 0) return t("error.unreachable");
  const sentence = locale.value === "en" ? undefined : failureSentence(code);
  return sentence === undefined ? message : `${sentence} (${message})`;
}
