import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "./i18n/index.js";
import { Button } from "./parts/controls/button.js";
import { Field } from "./parts/controls/field.js";
import { Note } from "./parts/notices/note.js";
import { sessionState, startSession } from "./state/session.js";

/** Takes a token out of what was pasted: a whole link, its fragment, or the token alone. */
const tokenOf = (pasted: string): string => /token=([^&\s]+)/.exec(pasted)?.[1] ?? pasted.trim();

/** What is shown to someone who is not signed in, and how to become so. */
export function SignIn() {
  const state = sessionState.value;
  const pasted = useSignal("");
  useEffect(() => {
    document.title = `${t("signIn.title")} – Tunelab`;
  });
  return (
    <main class="sign-in">
      <div class="card stack">
        <h1>{t("signIn.title")}</h1>
        {state === "link-used" && <Note kind="warn">{t("signIn.used")}</Note>}
        <p>{t("signIn.how")}</p>
        <ul>
          <li>
            {t("signIn.cell")} <code>await openPortal()</code>
          </li>
          <li>
            {t("signIn.terminal")} <code>npx tunelab portal</code>
          </li>
        </ul>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void startSession(tokenOf(pasted.value));
          }}
        >
          <Field label={t("signIn.paste")}>
            {(attributes) => (
              <input
                {...attributes}
                type="text"
                autoComplete="off"
                value={pasted.value}
                onInput={(event) => {
                  pasted.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          <div>
            <Button type="submit" kind="main" disabled={pasted.value.trim() === ""}>
              {t("signIn.go")}
            </Button>
          </div>
        </form>
      </div>
    </main>
  );
}

/** What is shown while the service does not answer at all; it tries again by itself. */
export function Unreachable(props: { readonly onRetry: () => void }) {
  useEffect(() => {
    const timer = setInterval(props.onRetry, 3000);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="sign-in">
      <div class="card stack">
        <h1>{t("signIn.unreachable")}</h1>
        <p>{t("signIn.unreachableHint")}</p>
        <div>
          <Button icon="turn" onClick={props.onRetry}>
            {t("action.retry")}
          </Button>
        </div>
      </div>
    </main>
  );
}
