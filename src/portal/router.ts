import { signal } from "@preact/signals";

/** Where the reader is: the parts of the address's fragment, and what follows its question mark. */
export interface Route {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/**
 * Reads the fragment of an address.
 *
 * @example
 * parseHash("#/jobs/ftjob-1/metrics?log=1").path; // ["jobs", "ftjob-1", "metrics"]
 */
export function parseHash(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split(/\?(.*)/s, 2);
  const parts = path.split("/").filter((part) => part !== "");
  return { path: parts.map(decode), query: new URLSearchParams(query) };
}

/** A part that is no valid percent code is taken as it stands: a link that was cut off still shows a page. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * Writes a fragment; names that come from data may hold any character.
 *
 * @example
 * toHash(["jobs", "a/b"], { log: "1" }); // "#/jobs/a%2Fb?log=1"
 */
export function toHash(path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${search === "" ? "" : `?${search}`}`;
}

/** The route that is shown. */
export const route = signal<Route>({ path: [], query: new URLSearchParams() });

/** Follows the address from now on. */
export function startRouter(): void {
  const read = (): void => {
    route.value = parseHash(location.hash);
  };
  addEventListener("hashchange", read);
  read();
}

/** Goes to a page; `replace` leaves no step in the browser's history. */
export function navigate(hash: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace !== true) {
    location.hash = hash;
    return;
  }
  history.replaceState(null, "", hash);
  route.value = parseHash(hash);
}

/** Keeps a choice of the page in its address, so that it survives a reload and can be sent; `undefined` takes it out. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const { path, query } = route.peek();
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") next.delete(name);
    else next.set(name, value);
  }
  const search = next.toString();
  navigate(`#/${path.map(encodeURIComponent).join("/")}${search === "" ? "" : `?${search}`}`, { replace: true });
}
