import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs the four JSON parts of a message and checks the signatures of others. */
export interface Signer {
  /** Signature in lower-case hexadecimal; empty when messages are not signed. */
  sign(parts: readonly Uint8Array[]): string;
  /** Whether the signature is that of the parts, in time that does not depend on where they differ. */
  verify(signature: Uint8Array, parts: readonly Uint8Array[]): boolean;
}

/**
 * Makes the signer of a connection: HMAC over header, parent header, metadata and content, never over buffers.
 *
 * An empty key means that messages are not signed, and every message is accepted
 * (Jupyter messaging protocol 5.4, "The wire protocol").
 *
 * @example
 * createSigner("", "hmac-sha256").sign([]); // ""
 */
export function createSigner(key: string, scheme: string): Signer {
  if (key === "") return { sign: () => "", verify: () => true };
  const algorithm = scheme.replace(/^hmac-/, "");
  const digest = (parts: readonly Uint8Array[]): string => {
    const hmac = createHmac(algorithm, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  };
  return {
    sign: digest,
    verify(signature, parts) {
      const expected = Buffer.from(digest(parts), "latin1");
      return signature.length === expected.length && timingSafeEqual(signature, expected);
    },
  };
}
