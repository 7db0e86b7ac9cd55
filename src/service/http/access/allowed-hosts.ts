import { isLoopbackName, TunelabError } from "../../../core/index.js";

/** One label and more, an IPv4 address, or an IPv6 address in brackets. */
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])$/;

/**
 * Names by which requests may ask for the service, whatever their port: those of this machine, and those that were allowed.
 *
 * A name that resolves to this machine must not let a web page reach the service (DNS rebinding), so any other is
 * refused. There is no wildcard: whoever could register a name below one would be let in.
 *
 * @example
 * new AllowedHosts(["hub.example.org"]).has("HUB.example.org:443"); // true
 */
export class AllowedHosts {
  readonly #names: Set<string>;

  constructor(more: readonly string[]) {
    this.#names = new Set(more.map(parseHostName));
  }

  /** @param host the value of a `Host` header */
  has(host: string | undefined): boolean {
    const name = withoutPort(host ?? "");
    return isLoopbackName(name) || this.#names.has(name);
  }

  /** Lets a name in from now on. Throws `invalid_option`. */
  add(name: string): void {
    this.#names.add(parseHostName(name));
  }
}

/**
 * A host name in lower case without its port; throws `invalid_option` for an address, a path or a wildcard.
 *
 * @example
 * parseHostName("Hub.example.org:8443"); // "hub.example.org"
 */
export function parseHostName(name: string): string {
  const host = withoutPort(name.trim());
  if (NAME.test(host)) return host;
  throw new TunelabError(`${JSON.stringify(name.slice(0, 100))} is no host name.`, {
    code: "invalid_option",
    hint: "Write the name alone, as it stands in the browser's address: hub.example.org",
  });
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, "");
}
