import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { call } from "../../api/call.js";
import type { JobMetrics } from "../../api-types/index.js";
import { number, t } from "../../i18n/index.js";
import { LineChart } from "../../parts/chart/line-chart.js";
import type { Range, Series } from "../../parts/chart/series.js";
import { FailureNote } from "../../parts/notices/note.js";
import { Page } from "../../parts/page.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Waiting } from "../../parts/notices/waiting.js";
import { route, toHash } from "../../router.js";
import { findJob, jobs } from "../../state/records.js";
import { mergeMetrics, NO_METRICS } from "./metrics/merge-metrics.js";
import { jobName, JobStatusBadge } from "./job-state.js";

const DASHES = [undefined, [8, 4], [2, 4], [12, 4, 2, 4], [5, 3], [1, 3]] as const;
/** As many lines as can be told apart. */
const MOST = DASHES.length;

/** The training losses of several jobs on one chart, by step, and their settings below each other. */
export function CompareJobs() {
  const ids = (route.value.query.get("ids") ?? "")
    .split(",")
    .filter((id) => id !== "")
    .slice(0, MOST);
  const steps = ids.map((id) => findJob(id)?.step ?? 0).join();
  const loaded = useLoaded(
    (signal) =>
      Promise.all(
        ids.map((id) => call<JobMetrics>(`portal/api/jobs/${encodeURIComponent(id)}/metrics?after=0`, { signal })),
      ),
    ids.join(),
    steps,
  );
  const zoom = useSignal<Range | undefined>(undefined);
  const chart = useMemo(() => {
    if (loaded.data === undefined) return undefined;
    const table = loaded.data.reduce(
      (sum, { step, columns }, index) =>
        mergeMetrics(sum, { step, columns: { [ids[index]!]: columns["train_loss"] ?? step.map(() => null) } }),
      NO_METRICS,
    );
    return table;
  }, [loaded.data]);
  const series = useMemo((): Series[] => {
    if (chart === undefined) return [];
    return ids.map((id, index) => {
      const job = findJob(id);
      const dash = DASHES[index];
      return {
        key: id,
        label: job === undefined ? id : jobName(job),
        values: chart.columns[id] ?? [],
        color: index + 1,
        dash,
      };
    });
  }, [chart]);
  const shown = jobs.value.filter(({ id }) => ids.includes(id));
  return (
    <Page title={t("jobs.compareTitle")}>
      {loaded.failure !== undefined && <FailureNote failure={loaded.failure} onRetry={loaded.again} />}
      {chart === undefined ? (
        <Waiting />
      ) : (
        <section class="card stack tight">
          <h2>{t("chart.title.loss")}</h2>
          <LineChart
            title={t("chart.title.loss")}
            yLabel={t("chart.axis.loss")}
            xLabel={t("chart.step")}
            x={chart.step}
            series={series}
            whole={{ min: 0, max: Math.max(2, chart.step.at(-1) ?? 0) }}
            zoom={zoom.value}
            onZoom={(range) => {
              zoom.value = range;
            }}
          />
        </section>
      )}
      <div class="card flush table-frame">
        <table class="folds">
          <thead>
            <tr>
              <th scope="col">{t("jobs.column.name")}</th>
              <th scope="col">{t("jobs.column.status")}</th>
              <th scope="col">{t("jobs.model")}</th>
              <th scope="col" class="num">
                {t("jobs.column.step")}
              </th>
              <th scope="col" class="num">
                {t("jobs.column.loss")}
              </th>
              <th scope="col" class="num">
                {t("jobs.column.seed")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((job) => (
              <tr key={job.id} data-row>
                <th scope="row">
                  <a class="name-link" data-row-focus href={toHash(["jobs", job.id])}>
                    {jobName(job)}
                  </a>
                </th>
                <td>
                  <JobStatusBadge status={job.status} />
                </td>
                <td data-label={t("jobs.model")}>{job.model}</td>
                <td class="num" data-label={t("jobs.column.step")}>
                  {number(job.step, 0)}
                </td>
                <td class="num" data-label={t("jobs.column.loss")}>
                  {number(job.lastMetrics["train_loss"])}
                </td>
                <td class="num" data-label={t("jobs.column.seed")}>
                  {job.seed}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Page>
  );
}
