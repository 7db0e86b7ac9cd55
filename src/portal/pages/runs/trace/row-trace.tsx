import { useSignal } from "@preact/signals";
import { call } from "../../../api/call.js";
import type { RunTraces } from "../../../api-types/index.js";
import { t } from "../../../i18n/index.js";
import { FailureNote } from "../../../parts/notices/note.js";
import { useLoaded } from "../../../parts/loading/use-loaded.js";
import { Waiting } from "../../../parts/notices/waiting.js";
import { TraceDetails } from "./trace-details.js";

/** The trace of one row: how its answer came about. It is read when it is opened, and stays open from row to row. */
export function RowTrace(props: { readonly runId: string; readonly traceId: string }) {
  const isOpen = useSignal(false);
  return (
    <details
      open={isOpen.value}
      onToggle={(event) => {
        if (event.target === event.currentTarget) isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{t("runs.rowTrace")}</summary>
      {isOpen.value && <LoadedTrace key={props.traceId} {...props} />}
    </details>
  );
}

function LoadedTrace({ runId, traceId }: { readonly runId: string; readonly traceId: string }) {
  const query = new URLSearchParams({ trace: traceId });
  const loaded = useLoaded<RunTraces>(
    (signal) => call(`portal/api/runs/${encodeURIComponent(runId)}/traces?${query}`, { signal }),
    traceId,
  );
  if (loaded.failure !== undefined) return <FailureNote failure={loaded.failure} onRetry={loaded.again} />;
  if (loaded.data === undefined) return <Waiting />;
  const trace = loaded.data.traces.find(({ id }) => id === traceId);
  return trace === undefined ? <p class="soft">{t("runs.noTrace")}</p> : <TraceDetails trace={trace} isOpen />;
}
