import { useSignal } from "@preact/signals";
import type { CheckpointRow, JobDetails } from "../../api-types/index.js";
import { dateTime, number, t } from "../../i18n/index.js";
import { ActionsHeading } from "../../parts/actions-heading.js";
import { Breakable } from "../../parts/text/breakable.js";
import { Button, LinkButton } from "../../parts/controls/button.js";
import { Status } from "../../parts/notices/status.js";
import { Empty } from "../../parts/notices/waiting.js";
import { toHash } from "../../router.js";
import { deployments } from "../../state/records.js";
import { DeployDialog } from "../deployments/deploy-dialog.js";

/** The states of the model that were kept while it was trained; each can be deployed and tried. */
export function CheckpointsTab({ job }: { readonly job: JobDetails }) {
  const deploying = useSignal<CheckpointRow | undefined>(undefined);
  if (job.checkpoints.length === 0) return <Empty icon="star">{t("jobs.noCheckpoints")}</Empty>;
  return (
    <div class="stack">
      <p class="soft">{t("jobs.checkpointsIntro")}</p>
      <div class="card flush table-frame">
        <table class="folds">
          <thead>
            <tr>
              <th scope="col">{t("jobs.column.step")}</th>
              <th scope="col">{t("jobs.column.epoch")}</th>
              <th scope="col" class="num">
                {t("chart.train_loss")}
              </th>
              <th scope="col" class="num">
                {t("chart.full_valid_loss")}
              </th>
              <th scope="col">{t("jobs.column.created")}</th>
              <ActionsHeading />
            </tr>
          </thead>
          <tbody>
            {job.checkpoints.map((checkpoint) => {
              const { metrics } = checkpoint;
              const deployed = deployments.value.find(({ model }) => model === checkpoint.modelId);
              return (
                <tr key={checkpoint.id} data-row>
                  <th scope="row">
                    <div class="row">
                      {t("jobs.stepNumber", { step: checkpoint.step })}
                      {checkpoint.best && <Status look={{ tone: "good", icon: "star" }}>{t("jobs.best")}</Status>}
                    </div>
                    <code class="small soft plain-weight">
                      <Breakable text={checkpoint.modelId} />
                    </code>
                  </th>
                  <td data-label={t("jobs.column.epoch")}>{number(checkpoint.epoch, 2)}</td>
                  <td class="num" data-label={t("chart.train_loss")}>
                    {number(metrics["train_loss"])}
                  </td>
                  <td class="num" data-label={t("chart.full_valid_loss")}>
                    {number(metrics["full_valid_loss"] ?? metrics["valid_loss"])}
                  </td>
                  <td class="nowrap" data-label={t("jobs.column.created")}>
                    {dateTime(checkpoint.createdAt / 1000)}
                  </td>
                  <td>
                    {deployed !== undefined ? (
                      <LinkButton small icon="chat" href={toHash(["chat"], { m: deployed.name })}>
                        {t("action.openInPlayground")}
                      </LinkButton>
                    ) : (
                      <Button
                        small
                        icon="deployments"
                        disabled={!checkpoint.deployable}
                        title={checkpoint.deployable ? undefined : t("jobs.notDeployable")}
                        onClick={() => {
                          deploying.value = checkpoint;
                        }}
                      >
                        {t("action.deploy")}
                      </Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {deploying.value !== undefined && (
        <DeployDialog
          model={deploying.value.modelId}
          proposedName={`${job.suffix ?? `${job.model}-ft`}-step-${deploying.value.step}`}
          onClose={() => {
            deploying.value = undefined;
          }}
        />
      )}
    </div>
  );
}
