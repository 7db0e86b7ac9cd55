import { useSignal } from "@preact/signals";
import { call } from "../../api/call.js";
import type { ConnectionValues } from "../../api-types/index.js";
import { t, withColon } from "../../i18n/index.js";
import { Bilingual } from "../../parts/text/bilingual.js";
import { Button } from "../../parts/controls/button.js";
import { CopyButton } from "../../parts/controls/copy.js";
import { FailureNote } from "../../parts/notices/note.js";
import { Page } from "../../parts/page.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Waiting } from "../../parts/notices/waiting.js";
import { getMe } from "../../state/session.js";
import "./connection.css";

type Value = ConnectionValues["values"][number];

/** Words of Azure's portal, as the labs' pictures show them. */
const ENGLISH: Readonly<Record<Value["label"], string>> = {
  endpoint: "Endpoint",
  key1: "KEY 1",
  deployment: "Deployment name",
  apiVersion: "API version",
  token: "accessToken",
  subscription: "Subscription ID",
  resourceGroup: "Resource group",
  resource: "Resource name",
  managementUrl: "Management endpoint",
  baseModel: "Base model",
};

/** As many dots whatever the length: how long a secret is, is part of it. */
const MASK = "•".repeat(16);

/** What the labs copy from Azure's portal, under the same words. */
export default function Connection() {
  const loaded = useLoaded<ConnectionValues>((signal) => call("portal/api/connection", { signal }), "");
  const values = loaded.data?.values;
  return (
    <Page
      title={t("nav.connection")}
      intro={t("connection.intro")}
      actions={
        values !== undefined && (
          <CopyButton
            label={t("connection.copyAll")}
            text={() => values.map(({ name, value }) => `${name}=${value}\n`).join("")}
          />
        )
      }
    >
      {loaded.failure !== undefined && <FailureNote failure={loaded.failure} onRetry={loaded.again} />}
      {values === undefined ? (
        loaded.failure === undefined && <Waiting />
      ) : (
        <ul role="list" class="card flush">
          {values.map((value) => (
            <ValueLine key={value.name} value={value} />
          ))}
        </ul>
      )}
      <section class="stack tight">
        <h2>{t("connection.nothingToDo")}</h2>
        <ul class="plain-list">
          {(["resource", "roles", "region", "cost"] as const).map((step) => (
            <li key={step}>{t(`connection.step.${step}`)}</li>
          ))}
        </ul>
        <p class="soft small">
          {t("connection.data")} <code>{getMe().service.dataDirectory}</code>
        </p>
      </section>
    </Page>
  );
}

function ValueLine({ value: { name, label, value, secret } }: { readonly value: Value }) {
  const isShown = useSignal(!secret);
  const text = t(`connection.label.${label}`);
  return (
    <li class="value">
      <div>
        <strong>
          <Bilingual text={text} english={ENGLISH[label]} />
        </strong>
        <div>
          <code class="soft">{name}</code>
        </div>
      </div>
      <code class="value-text">{isShown.value ? value : MASK}</code>
      <div class="row">
        {secret && (
          <Button
            small
            kind="plain"
            pressed={isShown.value}
            label={`${withColon(t("connection.show"))} ${text}`}
            onClick={() => {
              isShown.value = !isShown.value;
            }}
          >
            {t("connection.show")}
          </Button>
        )}
        <CopyButton text={() => value} what={text} />
      </div>
    </li>
  );
}
