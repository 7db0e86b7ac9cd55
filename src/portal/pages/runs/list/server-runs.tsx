import { call } from "../../../api/call.js";
import type { ServerRuns as Answer } from "../../../api-types/index.js";
import { dateTime, relativeTime, t } from "../../../i18n/index.js";
import { FailureNote } from "../../../parts/notices/note.js";
import { useLoaded } from "../../../parts/loading/use-loaded.js";
import { Waiting } from "../../../parts/notices/waiting.js";
import { runName, RunStatusBadge } from "../run-state.js";

/** The newest runs of the MLflow server that notebooks log to; each leads to its page there. */
export function ServerRuns() {
  const loaded = useLoaded<Answer>((signal) => call("portal/api/server-runs", { signal }), "");
  const { data, failure } = loaded;
  return (
    <section class="stack tight" aria-label={t("runs.onServerTitle")}>
      <h2>{t("runs.onServerTitle")}</h2>
      {failure !== undefined && <FailureNote failure={failure} onRetry={loaded.again} />}
      {data === undefined ? (
        failure === undefined && <Waiting />
      ) : data.runs.length === 0 ? (
        <p class="soft">{t("runs.onServerNone")}</p>
      ) : (
        <div class="card flush table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("jobs.column.name")}</th>
                <th scope="col">{t("runs.experiment")}</th>
                <th scope="col">{t("runs.started")}</th>
              </tr>
            </thead>
            <tbody>
              {data.runs.map((run) => (
                <tr key={run.id} data-row>
                  <th scope="row">
                    <div class="row tight">
                      <a
                        class="name-link"
                        data-row-focus
                        href={run.page}
                        target="_blank"
                        rel="noopener noreferrer"
                        title={t("runs.onServer")}
                      >
                        {runName(run)}
                      </a>
                      {run.status !== "FINISHED" && <RunStatusBadge status={run.status} />}
                    </div>
                  </th>
                  <td>{run.experiment}</td>
                  <td class="nowrap" title={dateTime(run.startTime / 1000)}>
                    {relativeTime(run.startTime / 1000)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
