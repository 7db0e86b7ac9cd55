import { render } from "preact";
import { whenSignedInElsewhere } from "./api/call.js";
import { startLive } from "./api/live.js";
import { startLocale } from "./i18n/index.js";
import { startKeyboard } from "./keyboard.js";
import { navigate, startRouter } from "./router.js";
import { Shell } from "./shell.js";
import { SignIn, Unreachable } from "./sign-in.js";
import { startAppearance } from "./state/appearance.js";
import { sessionState, startSession, takeLink } from "./state/session.js";
import "./styles/index.css";

function App({ token }: { readonly token: string | undefined }) {
  switch (sessionState.value) {
    case "starting":
      return null;
    case "signed-in":
      return <Shell />;
    case "unreachable":
      return <Unreachable onRetry={() => void startSession(token)} />;
    default:
      return <SignIn />;
  }
}

async function start(): Promise<void> {
  const { token, language } = takeLink();
  startAppearance();
  startRouter();
  await Promise.all([startLocale(language), startSession(token)]);
  startKeyboard();
  startLive();
  const app = document.querySelector("#app")!;
  app.replaceChildren();
  render(<App token={token} />, app);
  // The new link of someone whose session had ended usually opens in a tab of its own.
  whenSignedInElsewhere(() => {
    if (sessionState.peek() !== "signed-in") void startSession(undefined);
  });
  // A link with a new token may be opened in a tab that is already here: only the fragment changes then.
  addEventListener("hashchange", () => {
    const later = takeLink();
    if (later.token === undefined) return;
    navigate(location.hash, { replace: true });
    void startLocale(later.language);
    if (sessionState.peek() !== "signed-in") void startSession(later.token);
  });
}

void start();
