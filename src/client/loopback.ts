/**
 * Tells whether an address is on this machine.
 *
 * @example
 * isLoopback("http://127.0.0.1:8080"); // true
 */
export function isLoopback(address: string | undefined): boolean {
  try {
    return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(address ?? "").hostname);
  } catch {
    return false;
  }
}
