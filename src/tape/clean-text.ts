import { redact } from "../core/index.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Identity of whoever recorded, by the field that holds it. */
const IDENTITIES: readonly [RegExp, string][] = [
  [/(\/subscriptions\/)[0-9a-f-]{36}/gi, `$1${NOBODY}`],
  [/("(?:subscription|tenant|principal|object|client)_?id"\s*:\s*")[0-9a-f-]{36}/gi, `$1${NOBODY}`],
  [/("key[12]"\s*:\s*")[^"]{8,}/gi, "$1[redacted]"],
  [/\b(org|proj)[-_][A-Za-z0-9]{8,}\b/g, "$1-redacted"],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "someone@example.com"],
];

/** What {@link cleanForTape} removes beside what it knows by its shape. */
export interface CleanOptions {
  /** Values that are never written, such as a key from a `.env` file. */
  readonly secrets?: readonly string[];
  /** Id that stands as zeros in the recording. */
  readonly subscription?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Removes keys, tokens, subscription ids, organisations and addresses of people from a text that goes into a recording.
 *
 * Asking and replaying clean alike, so that what is removed still matches.
 *
 * @example
 * cleanForTape("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/mine", {});
 * // "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mine"
 */
export function cleanForTape(text: string, { secrets = [], subscription, env = process.env }: CleanOptions): string {
  const anonymous = subscription ? text.replaceAll(subscription, NOBODY) : text;
  return IDENTITIES.reduce(
    (rest, [shape, replacement]) => rest.replace(shape, replacement),
    redact(anonymous, { secrets, env }),
  );
}
