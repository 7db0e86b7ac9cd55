/** Header that carries {@link Session.proof}. */
export const PROOF_HEADER = "x-tunelab-proof";

/** Body of every answer from `portal/api` with a status from 400, and of `session`. The header `x-request-id` names the request. */
export interface PortalFailure {
  readonly error: {
    /** `signed_out` (401: stop all polling, show the sign-in page), `token_used` (401, `session` only), `not_found`, … */
    readonly code: string;
    readonly message: string;
    /** What to do next. */
    readonly hint?: string;
  };
}
