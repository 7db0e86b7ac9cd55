/**
 * Whether a secret can be sent in a header: printable ASCII without spaces (RFC 9110, section 5.5, and no space, which no
 * provider's key has). What `fetch` says of another one shows it whole.
 *
 * @example
 * isHeaderValue("sk-1234"); // true
 * isHeaderValue("sk-1234\n"); // false
 */
export const isHeaderValue = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
