import { useSignal } from "@preact/signals";
import { call, send } from "../../api/call.js";
import type { RunDetails, RunTraces } from "../../api-types/index.js";
import { bytes, t, withColon } from "../../i18n/index.js";
import { Button } from "../../parts/controls/button.js";
import { FailureNote } from "../../parts/notices/note.js";
import { saveFile } from "../../parts/save-file.js";
import { attempt } from "../../parts/notices/toasts.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Waiting } from "../../parts/notices/waiting.js";
import { TraceDetails } from "./trace/trace-details.js";

/** What else a run has: traces, files, data sets, tags. Each is read when it is opened. */
export function RunExtras({ run }: { readonly run: RunDetails }) {
  const areTracesOpen = useSignal(false);
  const download = (path: string): Promise<boolean> =>
    attempt(async () => {
      const query = new URLSearchParams({ path });
      const answer = await send(`portal/api/runs/${encodeURIComponent(run.id)}/artifact?${query}`, {
        headers: { accept: "*/*" },
      });
      saveFile(path.split("/").at(-1)!, await answer.blob());
    });
  return (
    <div class="card stack tight">
      {run.traceCount > 0 && (
        <details
          onToggle={(event) => {
            areTracesOpen.value = event.currentTarget.open;
          }}
        >
          <summary>{t("runs.traces", { n: run.traceCount })}</summary>
          {areTracesOpen.value && <Traces runId={run.id} />}
        </details>
      )}
      <details>
        <summary>{t("runs.artifacts", { n: run.artifacts.length })}</summary>
        <ul role="list" class="stack tight">
          {run.artifacts.map(({ path, size }) => (
            <li key={path} class="row">
              <code>{path}</code>
              <span class="soft small">{bytes(size)}</span>
              <Button
                small
                icon="download"
                label={`${withColon(t("action.download"))} ${path}`}
                onClick={() => void download(path)}
              >
                {t("action.download")}
              </Button>
            </li>
          ))}
        </ul>
      </details>
      <details>
        <summary>{t("runs.tags", { n: Object.keys(run.tags).length + run.datasets.length })}</summary>
        <dl class="facts">
          {run.datasets.map(({ name, digest, sourceType }) => (
            <>
              <dt>{t("runs.dataset")}</dt>
              <dd>
                {name} · <code>{digest}</code> · {sourceType}
              </dd>
            </>
          ))}
          {Object.entries(run.tags).map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      </details>
    </div>
  );
}

function Traces({ runId }: { readonly runId: string }) {
  const loaded = useLoaded<RunTraces>(
    (signal) => call(`portal/api/runs/${encodeURIComponent(runId)}/traces`, { signal }),
    runId,
  );
  if (loaded.failure !== undefined) return <FailureNote failure={loaded.failure} onRetry={loaded.again} />;
  if (loaded.data === undefined) return <Waiting />;
  return (
    <ul role="list" class="stack tight">
      {loaded.data.traces.map((trace) => (
        <li key={trace.id}>
          <TraceDetails trace={trace} />
        </li>
      ))}
    </ul>
  );
}
