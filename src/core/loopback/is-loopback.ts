/**
 * Whether a host name, as a URL or a Host header spells it, is this machine: `localhost`, 127.0.0.0/8 (RFC 1122
 * 3.2.1.3) or `[::1]`.
 *
 * A name below `localhost` is not taken for this machine: not every system resolves it so.
 *
 * @example
 * isLoopbackName("127.0.0.1"); // true
 */
export function isLoopbackName(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127(?:\.(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(name);
}

/**
 * Tells whether an address is on this machine; what is no address is not.
 *
 * @example
 * isLoopback("http://127.0.0.1:8080"); // true
 */
export function isLoopback(address: string | undefined): boolean {
  return URL.canParse(address ?? "") && isLoopbackName(new URL(address!).hostname);
}
