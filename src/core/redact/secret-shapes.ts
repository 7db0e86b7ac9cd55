/**
 * Keys that are recognised wherever they stand, because the provider gives them a shape of their own. Every repetition
 * that may fail after a long run has an upper bound, so that a hostile text costs no more than its length.
 */
const PROVIDER_KEYS: readonly RegExp[] = [
  // OpenAI, Anthropic and most servers that speak their protocol.
  /\bsk-[A-Za-z0-9_-]{8,}/g,
  // Azure: 84 characters with the signature of "common annotated security keys" in the middle.
  /\b[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}\b/g,
  // Microsoft Entra: secret of an app registration.
  /\b[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/g,
  // Databricks: personal access token, and secret of a service principal.
  /\bdapi[0-9a-f]{16,}(?:-\d)?\b/g,
  /\bdose[0-9a-f]{32,}\b/g,
  /\bhf_[A-Za-z0-9]{20,}\b/g,
  /\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}\b/g,
  /\bglpat-[A-Za-z0-9_-]{20,}/g,
  /\bnpm_[A-Za-z0-9]{30,}\b/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\bya29\.[A-Za-z0-9_-]{20,}/g,
  /\bgsk_[A-Za-z0-9]{20,}\b/g,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g,
  // JSON Web Token, RFC 7519: the header starts with {" and that in base64url with eyJ.
  /\beyJ[\w-]{8,2048}\.[\w-]{4,}(?:\.[\w-]*)?/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{1,16384}-----END [A-Z ]{0,40}PRIVATE KEY-----/g,
];

/** Secrets that stand in a known place of a text, with what the place keeps. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  // Not "basic arithmetic" and "bearer certificates": a token has digits or capitals inside, or is long.
  [
    /\b(bearer|Bearer|BEARER|basic|Basic|BASIC)\s+(?=[\w.~+/-]{0,64}(?:\d|[a-z][A-Z])|[\w.~+/-]{24})[\w.~+/-]{8,}=*/g,
    "$1 [redacted]",
  ],
  [/(\/\/[^\s:/@]+:)[^\s@/]+@/g, "$1[redacted]@"],
  [/([?&](?:sig|code|token|key)=)[^&\s"']{6,}/gi, "$1[redacted]"],
];

/** Replaces what has the shape of a provider's key, or stands where a password or a token stands. */
export function redactShapes(text: string): string {
  const withoutKeys = PROVIDER_KEYS.reduce((rest, shape) => rest.replace(shape, "[redacted]"), text);
  return PLACES.reduce((rest, [place, replacement]) => rest.replace(place, replacement), withoutKeys);
}

/**
 * How many keys of known providers a text holds.
 *
 * @example
 * countProviderKeys("Use sk-abcdefgh12345678, please."); // 1
 */
export function countProviderKeys(text: string): number {
  return PROVIDER_KEYS.reduce((sum, shape) => sum + (text.match(shape)?.length ?? 0), 0);
}
