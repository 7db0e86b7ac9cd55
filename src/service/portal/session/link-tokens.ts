import { createHash, randomBytes } from "node:crypto";

/** Time in which a link can be opened, in milliseconds. */
export const LINK_LIFETIME_MS = 10 * 60_000;

/** Links that may wait to be opened; the oldest is given up for a new one. */
const MOST_WAITING = 1000;

/** A token that opens the portal once. */
export interface LinkToken {
  readonly token: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/**
 * One-time tokens of the links that open the portal.
 *
 * Only their digests are kept, and in memory alone: a token that was not used when the service ends is worth nothing.
 *
 * @example
 * const tokens = new LinkTokens(Date.now);
 * tokens.use(tokens.issue().token); // true, and false when it is used again
 */
export class LinkTokens {
  readonly #now: () => number;
  /** Digest to the time of expiry; the map keeps the order of issue. */
  readonly #waiting = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(): LinkToken {
    const token = randomBytes(32).toString("base64url");
    const expiresAt = this.#now() + LINK_LIFETIME_MS;
    this.#waiting.set(digest(token), expiresAt);
    while (this.#waiting.size > MOST_WAITING) this.#waiting.delete(this.#waiting.keys().next().value as string);
    return { token, expiresAt };
  }

  /** Uses a token up; false when there is none such, it is over, or it was used before. */
  use(token: string): boolean {
    const key = digest(token);
    const expiresAt = this.#waiting.get(key);
    this.#waiting.delete(key);
    return expiresAt !== undefined && this.#now() < expiresAt;
  }
}

/** Looked up by digest, so that neither the memory nor the time of a look-up tells of a token. */
function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
