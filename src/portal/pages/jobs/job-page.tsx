import { call } from "../../api/call.js";
import type { JobDetails, JobRow } from "../../api-types/index.js";
import { dateTime, duration, failureSentence, number, t, withColon } from "../../i18n/index.js";
import { LinkButton } from "../../parts/controls/button.js";
import { lazy } from "../../parts/loading/lazy.js";
import { FailureNote, Note } from "../../parts/notices/note.js";
import { Page } from "../../parts/page.js";
import { Tabs } from "../../parts/controls/tabs.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Waiting } from "../../parts/notices/waiting.js";
import { navigate, toHash } from "../../router.js";
import { findJob } from "../../state/records.js";
import { JobActions, JobControls } from "./job-actions.js";
import { CheckpointsTab } from "./checkpoints-tab.js";
import { DetailsTab } from "./details-tab.js";
import { settingsOf } from "./job-settings.js";
import { jobName, JobProgress, JobStatusBadge } from "./job-state.js";
import { LogsTab } from "./logs-tab.js";

const MetricsTab = lazy(async () => (await import("./metrics/metrics-tab.js")).MetricsTab);

const TABS = ["metrics", "logs", "checkpoints", "details"] as const;

/** One job: how it is, and its four tabs. */
export function JobPage(props: { readonly id: string; readonly tab: string }) {
  const { id } = props;
  const row = findJob(id);
  const version =
    row === undefined
      ? ""
      : `${row.status} ${row.fineTunedModel ?? ""} ${row.deployments.join()} ${row.totalSteps ?? ""}`;
  const details = useLoaded<JobDetails>(
    (signal) => call(`portal/api/jobs/${encodeURIComponent(id)}`, { signal }),
    id,
    version,
  );
  const tab = TABS.find((name) => name === props.tab) ?? "metrics";
  const job = row ?? details.data;
  if (job === undefined) {
    return (
      <Page title={t("nav.jobs")}>
        {details.failure === undefined ? (
          <Waiting />
        ) : (
          <FailureNote failure={details.failure} onRetry={details.again} />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={jobName(job)}
      badge={<JobStatusBadge status={job.status} />}
      actions={
        <>
          <JobActions job={job} />
          <JobControls job={job} />
        </>
      }
    >
      <JobHead job={job} trainingMs={details.data?.trainingMs} />
      {job.error !== null && <JobError job={job} details={details.data} />}
      <Tabs
        label={t("jobs.tabs")}
        tabs={TABS.map((name) => ({ id: name, label: t(`jobs.tab.${name}`) }))}
        current={tab}
        onChoose={(next) => navigate(toHash(["jobs", id, next]), { replace: true })}
      >
        {tab === "metrics" && <MetricsTab job={job} bestStep={details.data?.bestStep ?? null} />}
        {tab === "logs" && <LogsTab jobId={id} />}
        {tab === "checkpoints" && (details.data === undefined ? <Waiting /> : <CheckpointsTab job={details.data} />)}
        {tab === "details" && (details.data === undefined ? <Waiting /> : <DetailsTab job={details.data} />)}
      </Tabs>
    </Page>
  );
}

function JobHead({ job, trainingMs }: { readonly job: JobRow; readonly trainingMs: number | null | undefined }) {
  return (
    <div class="card stack">
      <dl class="figures">
        <div>
          <dt>{t("jobs.model")}</dt>
          <dd>{job.model}</dd>
        </div>
        <div>
          <dt>{t("jobs.column.loss")}</dt>
          <dd>{number(job.lastMetrics["train_loss"])}</dd>
        </div>
        <div>
          <dt>{t("jobs.column.seed")}</dt>
          <dd>{job.seed}</dd>
        </div>
        <div>
          <dt>{t("jobs.column.created")}</dt>
          <dd>{dateTime(job.createdAt / 1000)}</dd>
        </div>
        {typeof trainingMs === "number" && (
          <div>
            <dt>{t("jobs.took")}</dt>
            <dd>{duration(trainingMs / 1000)}</dd>
          </div>
        )}
      </dl>
      <JobProgress job={job} />
      {job.fineTunedModel !== null && (
        <p class="small">
          <span class="soft">{withColon(t("jobs.tunedModel"))}</span> <code>{job.fineTunedModel}</code>
        </p>
      )}
    </div>
  );
}

function JobError({ job, details }: { readonly job: JobRow; readonly details: JobDetails | undefined }) {
  const line = details?.errorLine ?? null;
  return (
    <Note
      kind="bad"
      title={t("jobs.failedTitle")}
      actions={
        <>
          {details?.trainingFileName !== null && (
            <LinkButton
              icon="file"
              href={toHash(["files", job.trainingFile], line === null ? {} : { line: String(line) })}
            >
              {t("jobs.openFile")}
            </LinkButton>
          )}
          <LinkButton icon="turn" href={toHash(["jobs", "new"], settingsOf(job, details))}>
            {t("jobs.again")}
          </LinkButton>
        </>
      }
    >
      {failureSentence(job.error!.code) !== undefined && <p>{failureSentence(job.error!.code)}</p>}
      <p lang="en">{job.error!.message}</p>
      {line !== null && <p>{t("jobs.errorLine", { line: String(line) })}</p>}
    </Note>
  );
}
