/** A set-up step that cannot go on: one line on what happened and one on the way out. */
export class SetupError extends Error {
  constructor(message, hint, options) {
    super(message, options);
    this.name = "SetupError";
    this.hint = hint;
  }
}

const EXPLANATIONS = [
  [
    /ENOSPC|No space left on device/i,
    "The disk is full.",
    "Free about 2 GB (`npm run doctor` shows what set-up uses), then run the same command again: it continues.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|NewConnectionError|Temporary failure in name resolution|Read timed out|Connection (?:refused|aborted)/i,
    "The package registry could not be reached.",
    "Check the network, or the proxy and mirror that npm and pip are configured with, then run the same command again: it continues.",
  ],
  [
    /SELF_SIGNED_CERT|CERT_|CERTIFICATE_VERIFY_FAILED|unable to get local issuer/i,
    "The package registry's certificate is not trusted.",
    "Behind a company proxy, tell npm (`cafile`) and pip (`cert`) about its certificate, then run the same command again.",
  ],
  [
    /EACCES|EPERM|Permission denied/i,
    "A file could not be written.",
    "Make the clone writable for this user (was set-up once run with sudo?), then run the same command again.",
  ],
];

/** Turns the output of a failed command into a {@link SetupError} that says the way out. */
export function explainFailure(what, output, logFile) {
  const known = EXPLANATIONS.find(([pattern]) => pattern.test(output));
  if (known !== undefined) return new SetupError(`${what}: ${known[1]}`, `${known[2]} Log: ${logFile}`);
  const lastLines = output.trim().split("\n").slice(-6).join("\n  ");
  return new SetupError(`${what} failed:\n  ${lastLines}`, `The whole output is in ${logFile}`);
}
