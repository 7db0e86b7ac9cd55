import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/call.js";
import { deleteDeployment } from "../../api/actions.js";
import type { DeploymentRow, DeploymentsAnswer } from "../../api-types/index.js";
import { dollars, duration, t, withColon } from "../../i18n/index.js";
import { ActionsHeading } from "../../parts/actions-heading.js";
import { Breakable } from "../../parts/text/breakable.js";
import { Button, LinkButton } from "../../parts/controls/button.js";
import { Dialog } from "../../parts/controls/dialog.js";
import { FilterField, NothingMatches } from "../../parts/controls/filter-field.js";
import { Page } from "../../parts/page.js";
import { Status } from "../../parts/notices/status.js";
import { attempt } from "../../parts/notices/toasts.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { useNow } from "../../parts/loading/use-now.js";
import { Empty, Waiting } from "../../parts/notices/waiting.js";
import { route, setQuery, toHash } from "../../router.js";
import { areListsKnown, deployments } from "../../state/records.js";
import { answererOf } from "./answerer-of.js";
import { DeployDialog } from "./deploy-dialog.js";
import { QuotaList } from "./quota-list.js";
import "./deployments.css";

/** Names under which models answer, as they are now. */
export default function Deployments() {
  const editing = useSignal<DeploymentRow | "new" | undefined>(undefined);
  const deleting = useSignal<DeploymentRow | undefined>(undefined);
  const { query } = route.value;
  const filter = (query.get("q") ?? "").toLowerCase();
  const shown = deployments.value.filter(({ name, model }) => `${name} ${model}`.toLowerCase().includes(filter));
  const version = deployments.value.map(({ name, sku, capacity }) => `${name} ${sku} ${capacity}`).join();
  const answer = useLoaded<DeploymentsAnswer>((signal) => call("portal/api/deployments", { signal }), "", version);
  const wanted = query.get("deploy");
  // A link from a cell may ask for the form of a model.
  useEffect(() => {
    if (wanted !== null) editing.value = "new";
  }, [wanted]);
  const close = (): void => {
    editing.value = undefined;
    if (wanted !== null) setQuery({ deploy: undefined });
  };
  return (
    <Page
      title={t("nav.deployments")}
      intro={t("deploy.intro")}
      actions={
        <Button
          kind="main"
          icon="plus"
          onClick={() => {
            editing.value = "new";
          }}
        >
          {t("deploy.title")}
        </Button>
      }
    >
      {!areListsKnown.value ? (
        <div class="card">
          <Waiting />
        </div>
      ) : deployments.value.length === 0 ? (
        <Empty icon="deployments">{t("deploy.empty")}</Empty>
      ) : (
        <>
          <FilterField shown={shown.length} total={deployments.value.length} />
          {shown.length === 0 && <NothingMatches />}
          <div class="card flush table-frame" hidden={shown.length === 0}>
            <table class="folds">
              <thead>
                <tr>
                  <th scope="col">{t("deploy.name")}</th>
                  <th scope="col">{t("deploy.state")}</th>
                  <th scope="col">{t("deploy.type")}</th>
                  <th scope="col" class="num">
                    {t("deploy.perHour")}
                  </th>
                  <ActionsHeading />
                </tr>
              </thead>
              <tbody>
                {shown.map((deployment) => (
                  <DeploymentLine
                    key={deployment.name}
                    deployment={deployment}
                    onEdit={() => {
                      editing.value = deployment;
                    }}
                    onDelete={() => {
                      deleting.value = deployment;
                    }}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <QuotaList quota={answer.data?.quota} failure={answer.failure} onRetry={answer.again} />
      {editing.value !== undefined && (
        <DeployDialog
          {...(editing.value === "new" ? (wanted === null ? {} : { model: wanted }) : { existing: editing.value })}
          onClose={close}
        />
      )}
      {deleting.value !== undefined && (
        <DeleteDialog
          deployment={deleting.value}
          onClose={() => {
            deleting.value = undefined;
          }}
        />
      )}
    </Page>
  );
}

function DeploymentLine(props: {
  readonly deployment: DeploymentRow;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}) {
  const { deployment } = props;
  const { name, model, jobId } = deployment;
  return (
    <tr data-row>
      <th scope="row" class="deployment-name">
        <a class="name-link" data-row-focus href={toHash(["chat"], { m: name })} title={t("action.openInPlayground")}>
          {name}
        </a>
        <div class="small soft plain-weight long-name">
          {jobId === null ? (
            model
          ) : (
            <a href={toHash(["jobs", jobId])}>
              <Breakable text={model} />
            </a>
          )}
        </div>
        <div class="small soft plain-weight">{answererOf(deployment)}</div>
      </th>
      <td>
        <DeploymentState deployment={deployment} />
      </td>
      <td data-label={t("deploy.type")}>
        {deployment.sku}
        <div class="small soft nowrap">{t("deploy.perMinute", { n: deployment.capacity * 1000 })}</div>
      </td>
      <td class="num nowrap" data-label={t("deploy.perHour")}>
        {dollars(deployment.azurePerHour)}
      </td>
      <td>
        <div class="actions">
          <LinkButton small icon="chat" href={toHash(["chat"], { m: name })}>
            {t("action.openInPlayground")}
          </LinkButton>
          <Button
            small
            kind="plain"
            icon="edit"
            label={`${withColon(t("action.edit"))} ${name}`}
            onClick={props.onEdit}
          >
            {t("action.edit")}
          </Button>
          <Button
            small
            kind="plain"
            icon="clean"
            label={`${withColon(t("action.delete"))} ${name}`}
            onClick={props.onDelete}
          >
            {t("action.delete")}
          </Button>
        </div>
      </td>
    </tr>
  );
}

/** The provisioning state, with the time that is left while it is being created. */
function DeploymentState({ deployment }: { readonly deployment: DeploymentRow }) {
  const isCreating = deployment.state === "Creating";
  const now = useNow(isCreating);
  const left = now === undefined ? 0 : (deployment.readyAt - now) / 1000;
  return (
    <>
      <Status look={isCreating ? { tone: "busy", icon: "turn" } : { tone: "good", icon: "check" }}>
        {t(`deploy.state.${deployment.state}`)}
      </Status>
      {isCreating && left > 0 && <div class="small soft">{t("jobs.left", { time: duration(left) })}</div>}
    </>
  );
}

function DeleteDialog(props: { readonly deployment: DeploymentRow; readonly onClose: () => void }) {
  const { name } = props.deployment;
  return (
    <Dialog
      title={t("deploy.deleteTitle", { name })}
      confirm={t("action.delete")}
      confirmKind="danger"
      focusConfirm
      onClose={props.onClose}
      onConfirm={() => {
        props.onClose();
        void attempt(() => deleteDeployment(name), t("deploy.deleted", { name }));
      }}
    >
      <p>{t("deploy.deleteText")}</p>
    </Dialog>
  );
}
