import { isIPv4, isIPv6 } from "node:net";
import { isLoopback } from "./is-loopback.js";

/**
 * Tells whether an address is on this machine or in its own network: a private IPv4 address (RFC 1918), a unique local or
 * link-local IPv6 address (RFC 4193, RFC 4291), or a name without a dot. To others a key must not go unencrypted.
 *
 * @example
 * isOwnNetwork("http://192.168.0.7:11434"); // true
 * isOwnNetwork("http://10.example.com"); // false
 */
export function isOwnNetwork(address: string): boolean {
  if (isLoopback(address)) return true;
  const host = new URL(address).hostname.replace(/^\[|\]$/g, "");
  // A name such as 10.example.com is no address, whatever it begins with.
  if (isIPv4(host)) return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host);
  if (isIPv6(host)) return /^(f[cd]|fe[89ab])/.test(host);
  return !host.includes(".");
}
