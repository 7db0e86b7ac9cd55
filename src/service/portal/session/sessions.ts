import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWholeFile } from "../../../core/index.js";

/** Time for which a browser stays signed in, in milliseconds: a course's month. */
export const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000;

/** File of the data directory that holds the secret of the sessions; mode 600. */
const SECRET_FILE = "portal-secret";

/** A session that was opened. */
export interface OpenedSession {
  /** Value of the cookie. */
  readonly cookie: string;
  /** What the page must send beside the cookie; see {@link PortalSessions}. */
  readonly proof: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/**
 * Sessions of browsers, signed and not stored, so that they survive a restart of the service.
 *
 * A cookie says an id and an expiry and carries their HMAC. Browsers send cookies to every port of a machine, so one
 * alone opens nothing: the page must also show a proof, a second HMAC of the same id that it keeps in the storage of its
 * own origin, port included. The keys of the service are part of the secret: new keys end all sessions.
 *
 * @example
 * const sessions = await PortalSessions.load(".tunelab/data", keys.apiKey, Date.now);
 * const { cookie, proof } = sessions.open();
 * sessions.check(cookie, proof)?.expiresAt; // 30 days from now
 */
export class PortalSessions {
  /** Name of the cookie: by data directory and not by port, which may be another after a restart. */
  readonly cookieName: string;
  readonly #secret: Buffer;
  readonly #now: () => number;

  constructor(dataDirectory: string, secret: Buffer, now: () => number) {
    const id = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 12);
    this.cookieName = `tunelab-${id}`;
    this.#secret = secret;
    this.#now = now;
  }

  /** Reads the secret of a data directory, or makes it at the first start. */
  static async load(dataDirectory: string, apiKey: string, now: () => number): Promise<PortalSessions> {
    const path = join(dataDirectory, SECRET_FILE);
    let seed = await readFile(path, "utf8").catch(() => "");
    if (!/^[\w-]{43}$/.test(seed)) {
      seed = randomBytes(32).toString("base64url");
      await writeWholeFile(path, seed, { mode: 0o600 });
    }
    return new PortalSessions(dataDirectory, createHmac("sha256", seed).update(apiKey).digest(), now);
  }

  open(): OpenedSession {
    const id = randomBytes(16).toString("base64url");
    const expiresAt = this.#now() + SESSION_LIFETIME_MS;
    return { cookie: `${id}.${expiresAt}.${this.#sign("cookie", id, expiresAt)}`, proof: this.#proof(id), expiresAt };
  }

  /** The session of a cookie and a proof that belong together; `undefined` when they do not, or it is over. */
  check(cookie: string | undefined, proof: unknown): { readonly expiresAt: number } | undefined {
    const [, id, expiry, mac] = /^([\w-]{22})\.(\d{13})\.([\w-]{43})$/.exec(cookie ?? "") ?? [];
    if (id === undefined || typeof proof !== "string") return undefined;
    const expiresAt = Number(expiry);
    const genuine = equal(mac!, this.#sign("cookie", id, expiresAt)) && equal(proof, this.#proof(id));
    return genuine && this.#now() < expiresAt ? { expiresAt } : undefined;
  }

  #proof(id: string): string {
    return this.#sign("proof", id, 0);
  }

  /** The use is part of what is signed: without it a proof would do as the MAC of a cookie. */
  #sign(use: "cookie" | "proof", id: string, expiresAt: number): string {
    return createHmac("sha256", this.#secret).update(`${use}\n${id}\n${expiresAt}`).digest("base64url");
  }
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
