import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { changeJob, deleteJob } from "../../api/actions.js";
import type { JobRow } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { Button, LinkButton } from "../../parts/controls/button.js";
import { Dialog } from "../../parts/controls/dialog.js";
import { attempt } from "../../parts/notices/toasts.js";
import { navigate, toHash } from "../../router.js";
import { tunedModels } from "../../state/records.js";
import { DeployDialog } from "../deployments/deploy-dialog.js";
import { jobName } from "./job-state.js";

/** What can be done with a job's model: deploy it, or talk to it where it is deployed. */
export function JobActions({ job }: { readonly job: JobRow }) {
  const isDeploying = useSignal(false);
  const [deployment] = job.deployments;
  // The job's name for its model outlives the model, which can be deleted on its own.
  const isThere = tunedModels.value.some(({ id }) => id === job.fineTunedModel);
  if (job.fineTunedModel === null || (!isThere && deployment === undefined)) return null;
  return (
    <div class="row">
      {deployment === undefined ? (
        <Button
          small
          icon="deployments"
          onClick={() => {
            isDeploying.value = true;
          }}
        >
          {t("action.deploy")}
        </Button>
      ) : (
        <LinkButton small icon="chat" href={toHash(["chat"], { m: deployment })}>
          {t("action.openInPlayground")}
        </LinkButton>
      )}
      {isDeploying.value && (
        <DeployDialog
          model={job.fineTunedModel}
          proposedName={job.suffix ?? `${job.model}-ft`}
          onClose={() => {
            isDeploying.value = false;
          }}
        />
      )}
    </div>
  );
}

/** What changes a job itself. */
export function JobControls({ job }: { readonly job: JobRow }) {
  const asked = useSignal<"cancel" | "delete" | undefined>(undefined);
  const { status, id } = job;
  // Until the stream tells of the change, the button still stands for the state before: a second click would be refused.
  const isSent = useSignal(false);
  useEffect(() => {
    isSent.value = false;
  }, [status]);
  const change = async (what: "pause" | "resume"): Promise<void> => {
    isSent.value = true;
    if (!(await attempt(() => changeJob(id, what)))) isSent.value = false;
  };
  const ask = (what: "cancel" | "delete"): void => {
    asked.value = what;
  };
  const close = (): void => {
    asked.value = undefined;
  };
  const canCancel = !["succeeded", "failed", "cancelled"].includes(status);
  return (
    <>
      {status === "running" && (
        <Button icon="pause" disabled={isSent.value} onClick={() => void change("pause")}>
          {t("jobs.pause")}
        </Button>
      )}
      {status === "paused" && (
        <Button icon="play" kind="main" disabled={isSent.value} onClick={() => void change("resume")}>
          {t("jobs.resume")}
        </Button>
      )}
      {canCancel ? (
        <Button icon="stop" kind="danger" onClick={() => ask("cancel")}>
          {t("jobs.cancel")}
        </Button>
      ) : (
        <Button icon="clean" kind="danger" onClick={() => ask("delete")}>
          {t("action.delete")}
        </Button>
      )}
      {asked.value === "cancel" && (
        <Dialog
          title={t("jobs.cancelTitle", { name: jobName(job) })}
          confirm={t("jobs.cancel")}
          confirmKind="danger"
          cancel={t("jobs.keep")}
          onClose={close}
          onConfirm={() => {
            close();
            void attempt(() => changeJob(id, "cancel"));
          }}
        >
          <p>{t("jobs.cancelText")}</p>
        </Dialog>
      )}
      {asked.value === "delete" && (
        <Dialog
          title={t("jobs.deleteTitle", { name: jobName(job) })}
          confirm={t("action.delete")}
          confirmKind="danger"
          onClose={close}
          onConfirm={() => {
            close();
            void attempt(() => deleteJob(id), t("jobs.deleted")).then((isDone) => {
              if (isDone) navigate("#/jobs");
            });
          }}
        >
          <p>{t("jobs.deleteText")}</p>
        </Dialog>
      )}
    </>
  );
}
