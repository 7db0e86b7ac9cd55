import { call } from "../../api/call.js";
import type { RunDetails } from "../../api-types/index.js";
import { dateTime, duration, number, t, withColon } from "../../i18n/index.js";
import { Breakable } from "../../parts/text/breakable.js";
import { Button, LinkButton } from "../../parts/controls/button.js";
import { FailureNote, Note } from "../../parts/notices/note.js";
import { lazy } from "../../parts/loading/lazy.js";
import { Page } from "../../parts/page.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Waiting } from "../../parts/notices/waiting.js";
import { route, setQuery } from "../../router.js";
import { runChanges } from "../../state/records.js";
import { RunExtras } from "./run-extras.js";
import { runName, RunStatusBadge } from "./run-state.js";
import { ScoredRows } from "./rows/scored-rows.js";

const MetricCurve = lazy(async () => (await import("./metric-curve.js")).MetricCurve);

/** One run: its settings beside its results, then the rows that the results are made of. */
export function RunPage({ id }: { readonly id: string }) {
  const loaded = useLoaded<RunDetails>(
    (signal) => call(`portal/api/runs/${encodeURIComponent(id)}`, { signal }),
    id,
    runChanges.value,
  );
  const run = loaded.data;
  if (run === undefined) {
    return (
      <Page title={t("nav.runs")}>
        {loaded.failure === undefined ? <Waiting /> : <FailureNote failure={loaded.failure} onRetry={loaded.again} />}
      </Page>
    );
  }
  const took = run.endTime === null ? undefined : (run.endTime - run.startTime) / 1000;
  const asked = run.tags["tunelab.rowsAsked"];
  return (
    <Page
      title={runName(run)}
      badge={<RunStatusBadge status={run.status} />}
      actions={
        run.serverPage !== null && (
          <LinkButton icon="open" href={run.serverPage}>
            {t("runs.onServer")}
          </LinkButton>
        )
      }
    >
      <p class="soft">
        {run.experiment} · {dateTime(run.startTime / 1000)}
        {took !== undefined && <> · {duration(took)}</>} · <code>{run.id}</code>
      </p>
      {asked !== undefined && (
        <Note kind="warn">
          {t("runs.interrupted", { done: run.tags["tunelab.rowsDone"] ?? "0", n: Number(asked) })}
        </Note>
      )}
      <div class="two-columns wide">
        <Settings run={run} />
        <Metrics run={run} />
      </div>
      {run.tables.length > 0 && <ScoredRows runId={id} tables={run.tables} />}
      <RunExtras run={run} />
    </Page>
  );
}

function Settings({ run }: { readonly run: RunDetails }) {
  const entries = Object.entries(run.params);
  return (
    <section class="card stack tight">
      <h2>{t("runs.params")}</h2>
      {entries.length === 0 ? (
        <p class="soft">{t("state.none")}</p>
      ) : (
        <div class="table-frame" tabIndex={0}>
          <table class="compact">
            <tbody>
              {entries.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="param">{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Last values, and where a metric was logged more than once its best ones and its curve. */
function Metrics({ run }: { readonly run: RunDetails }) {
  const entries = Object.entries(run.metrics);
  const shown = route.value.query.get("metric");
  return (
    <section class="card stack tight">
      <h2>{t("runs.metrics")}</h2>
      {entries.length === 0 ? (
        <p class="soft">{t("state.none")}</p>
      ) : (
        <div class="table-frame" tabIndex={0}>
          <table class="compact">
            <tbody>
              {entries.map(([name, value]) => {
                const best = run.bestMetrics[name];
                const hasCurve = best !== undefined && best.points > 1;
                return (
                  <tr key={name}>
                    <th scope="row">
                      <Breakable text={name} />
                    </th>
                    <td class="num">
                      <strong>{number(value)}</strong>
                      {hasCurve && (
                        <div class="small soft">
                          {t("runs.range", { min: number(best.min), max: number(best.max), n: best.points })}
                        </div>
                      )}
                    </td>
                    <td>
                      {hasCurve && (
                        <Button
                          small
                          pressed={shown === name}
                          label={`${withColon(t("runs.curve"))} ${name}`}
                          onClick={() => setQuery({ metric: shown === name ? undefined : name })}
                        >
                          {t("runs.curve")}
                        </Button>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {shown !== null && run.metrics[shown] !== undefined && <MetricCurve key={shown} runId={run.id} name={shown} />}
    </section>
  );
}
