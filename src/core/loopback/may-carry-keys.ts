import { isOwnNetwork } from "./is-own-network.js";

/**
 * Tells whether a key may be sent to an address: encrypted, or to this machine and its own network; what is no address may not.
 *
 * @example
 * mayCarryKeys("http://192.168.0.7:11434"); // true
 * mayCarryKeys("http://gateway.example.com"); // false
 */
export function mayCarryKeys(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && isOwnNetwork(address));
}
