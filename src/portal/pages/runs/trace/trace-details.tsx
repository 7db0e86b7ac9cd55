import type { TraceRow } from "../../../api-types/index.js";
import { dateTime, number, t, withColon } from "../../../i18n/index.js";
import { Status } from "../../../parts/notices/status.js";
import { asText } from "../../files/parse-records.js";
import { SpanTree } from "./span-tree.js";

/** A trace: when, how long, its steps, and what was judged of it. */
export function TraceDetails({ trace, isOpen = false }: { readonly trace: TraceRow; readonly isOpen?: boolean }) {
  return (
    <details class="trace" open={isOpen}>
      <summary>
        <span class="one-line">{asText(trace.request).slice(0, 120)}</span>{" "}
        <span class="soft plain-weight small">
          {dateTime(trace.requestTime / 1000)} · {t("runs.milliseconds", { n: Math.round(trace.duration) })}
        </span>{" "}
        {trace.state === "ERROR" && <Status look={{ tone: "bad", icon: "warn" }}>{t("runs.traceError")}</Status>}
      </summary>
      <div class="stack tight">
        <SpanTree trace={trace} />
        {trace.assessments.map(({ name, value, rationale }) => (
          <p key={name}>
            <strong>{withColon(name)}</strong> {typeof value === "number" ? number(value) : asText(value)}
            {rationale !== null && <> – {rationale}</>}
          </p>
        ))}
      </div>
    </details>
  );
}
