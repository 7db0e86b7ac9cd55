import type { JobRow, JobStatus } from "../../api-types/index.js";
import { duration, percent, t } from "../../i18n/index.js";
import { Bar, Status, type StatusLook } from "../../parts/notices/status.js";
import { useNow } from "../../parts/loading/use-now.js";

const LOOKS: Readonly<Record<JobStatus, StatusLook>> = {
  validating_files: { tone: "busy", icon: "turn" },
  queued: { tone: "quiet", icon: "wait" },
  running: { tone: "busy", icon: "turn" },
  pausing: { tone: "warn", icon: "pause" },
  paused: { tone: "warn", icon: "pause" },
  succeeded: { tone: "good", icon: "check" },
  failed: { tone: "bad", icon: "warn" },
  cancelled: { tone: "quiet", icon: "stop" },
};

/** Whether a job can still change by itself. */
export const isMoving = ({ status }: JobRow): boolean =>
  status === "validating_files" || status === "queued" || status === "running" || status === "pausing";

/**
 * What a job is called: its suffix, else its id, shortened in the middle of nowhere.
 *
 * @example
 * jobName({ suffix: null, id: "ftjob-0a1b2c3d4e5f" }); // "ftjob-0a1b2c3d"
 */
export const jobName = (job: Pick<JobRow, "suffix" | "id">): string => job.suffix ?? job.id.slice(0, 14);

export function JobStatusBadge({ status }: { readonly status: JobStatus }) {
  return <Status look={LOOKS[status]}>{t(`jobs.status.${status}`)}</Status>;
}

/** How far a job is, with a bar and in words; nothing for one that has ended. */
export function JobProgress({ job }: { readonly job: JobRow }) {
  const now = useNow(job.estimatedFinish !== null);
  if (job.totalSteps === null || job.totalSteps === 0) return null;
  const hasEnded = job.status === "succeeded" || job.status === "failed" || job.status === "cancelled";
  if (hasEnded) return <div class="job-progress soft small">{t("jobs.steps", { n: job.step })}</div>;
  const share = job.step / job.totalSteps;
  return (
    <div class="job-progress">
      <Bar share={share} />
      <span class="small soft">
        {percent(share)} · {t("jobs.stepOf", { step: job.step, total: job.totalSteps })}
        {job.estimatedFinish !== null && now !== undefined && (
          <> · {t("jobs.left", { time: duration((job.estimatedFinish - now) / 1000) })}</>
        )}
      </span>
    </div>
  );
}
