import { signal } from "@preact/signals";
import type { Me, Session, SignInRequest } from "../api-types/index.js";
import { call, keepProof, readProof, whenSignedOut } from "../api/call.js";
import { CallFailure } from "../api/failure.js";

/** What the page may show: nothing yet, its pages, the sign-in page, or that the service is not there. */
export type SessionState = "starting" | "signed-in" | "signed-out" | "link-used" | "unreachable";

export const sessionState = signal<SessionState>("starting");
/** What does not change while the page is open; set before anything is shown. */
export const me = signal<Me | undefined>(undefined);

/** {@link me} on pages, which are shown only when there is one. */
export function getMe(): Me {
  if (me.value === undefined) throw new Error("A page was shown before the session was known.");
  return me.value;
}

/**
 * Takes the one-time token out of the address, so that it stays neither in the history nor in a copied link, and leaves
 * the page's address that was sent with it. With it comes the language of the notebook that the link stood in.
 */
export function takeLink(): { readonly token?: string; readonly language?: string } {
  const fragment = location.hash.slice(1);
  if (!fragment.startsWith("token=")) return {};
  const parts = new URLSearchParams(fragment);
  const to = parts.get("to") ?? "";
  history.replaceState(null, "", to.startsWith("/") ? `#${to}` : location.pathname + location.search);
  return { token: parts.get("token") ?? undefined, language: parts.get("lang") ?? undefined };
}

/** Signs in with what there is: the session that this browser has, else the token. */
export async function startSession(token: string | undefined): Promise<void> {
  whenSignedOut(() => {
    if (sessionState.peek() === "signed-in") sessionState.value = "signed-out";
  });
  try {
    if (readProof() !== undefined && (await readMe())) return;
    if (token === undefined) {
      sessionState.value = "signed-out";
      return;
    }
    const { proof } = await call<Session>("session", { json: { token } satisfies SignInRequest });
    keepProof(proof);
    if (!(await readMe())) sessionState.value = "signed-out";
  } catch (error) {
    // What a pasted text was refused for, its length say, makes no difference to the reader: it opens nothing.
    const isRefused = error instanceof CallFailure && error.status >= 400 && error.status < 500;
    sessionState.value = isRefused ? "link-used" : "unreachable";
  }
}

/** Reads {@link me} again; false when there is no session any more. */
export async function readMe(): Promise<boolean> {
  try {
    me.value = await call<Me>("portal/api/me");
    sessionState.value = "signed-in";
    return true;
  } catch (error) {
    if (error instanceof CallFailure && error.status === 401) return false;
    throw error;
  }
}

/** Ends the session in this browser. */
export async function signOut(): Promise<void> {
  await call("session", { method: "DELETE" }).catch(() => undefined);
  keepProof(undefined);
  sessionState.value = "signed-out";
}
