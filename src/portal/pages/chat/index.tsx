import { useEffect } from "preact/hooks";
import { call } from "../../api/call.js";
import { t } from "../../i18n/index.js";
import { Page } from "../../parts/page.js";
import { LinkButton } from "../../parts/controls/button.js";
import { Empty, Waiting } from "../../parts/notices/waiting.js";
import { route, setQuery } from "../../router.js";
import { areListsKnown, deployments } from "../../state/records.js";
import { keepChat } from "./chat-state.js";
import { SessionPanel } from "./session-panel.js";
import { SetupPanel } from "./setup-panel.js";
import "./chat.css";

/** The playground: what the assistant is told on one side, the conversation on the other. */
export default function Playground() {
  useEffect(keepChat, []);
  useEffect(wakeModel, []);
  const known = deployments.value.map(({ name }) => name);
  const asked = route.value.query.getAll("m").slice(0, 2);
  const [first, second] = [asked[0] ?? known.find((name) => name === "gpt-4o") ?? known.at(-1), asked[1]];
  if (!areListsKnown.value) return <Waiting />;
  if (first === undefined) {
    return (
      <Page title={t("nav.chat")}>
        <Empty
          icon="deployments"
          actions={
            <LinkButton kind="main" href="#/deployments">
              {t("nav.deployments")}
            </LinkButton>
          }
        >
          {t("chat.noDeployment")}
        </Empty>
      </Page>
    );
  }
  const models = second === undefined || second === first ? [first] : [first, second];
  return (
    <Page title={t("nav.chat")}>
      <div class="playground">
        <SetupPanel models={models} known={known} onModels={chooseModels} />
        <SessionPanel models={models} />
      </div>
    </Page>
  );
}

/** The first answer needs seconds to load the model: they pass while the question is being typed. */
function wakeModel(): void {
  // Where it cannot be loaded, the answer to the first question says why.
  call("portal/api/model/load", { method: "POST" }).catch(() => undefined);
}

/** Deployments are in the address, so that two models on one prompt can be sent as a link. */
function chooseModels(models: readonly string[]): void {
  const [first, ...rest] = models;
  setQuery({ m: first });
  const query = new URLSearchParams(route.peek().query);
  for (const name of rest) query.append("m", name);
  history.replaceState(null, "", `#/chat?${query}`);
  route.value = { ...route.peek(), query };
}
