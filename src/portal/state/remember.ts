/** What this browser keeps for the page; a browser that keeps nothing is no fault. */
const PREFIX = "tunelab.";

/** A text that was kept under a name. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text under a name; `undefined` forgets it. */
export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows and full stores refuse; the choice then holds until the page is closed.
  }
}
