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

/**
 * A text that this tab kept by {@link rememberHere}; a tab that has kept none yet begins with the last of any tab.
 */
export function recallHere(name: string): string | undefined {
  try {
    const own = sessionStorage.getItem(PREFIX + name);
    return own === null ? recall(name) : own || undefined;
  } catch {
    return recall(name);
  }
}

/**
 * Keeps a text for this tab, so that two tabs do not write over each other, and as the beginning of later ones.
 *
 * @param forLater what later tabs begin with. @default the same
 */
export function rememberHere(name: string, value: string | undefined, forLater = value): void {
  try {
    // An empty text says that this tab has none, where nothing would say to take another's.
    sessionStorage.setItem(PREFIX + name, value ?? "");
  } catch {
    // As above.
  }
  remember(name, forLater);
}

/** Calls `tell` whenever another tab keeps a new text under a name. */
export function whenRememberedElsewhere(name: () => string, tell: () => void): void {
  addEventListener("storage", ({ key, newValue }) => {
    if (key === PREFIX + name() && newValue !== null) tell();
  });
}
