import type { TraceRow } from "../../../api-types/index.js";
import { t } from "../../../i18n/index.js";
import { Icon } from "../../../parts/icon.js";
import { asText } from "../../files/parse-records.js";

type Span = TraceRow["spans"][number];

/** A trace's spans below their parents, each with the part of the time that it took. */
export function SpanTree({ trace }: { readonly trace: TraceRow }) {
  const ids = new Set(trace.spans.map(({ id }) => id));
  const roots = trace.spans.filter(({ parentId }) => parentId === null || !ids.has(parentId));
  return <Spans spans={roots} trace={trace} seen={[]} />;
}

function Spans(props: { readonly spans: readonly Span[]; readonly trace: TraceRow; readonly seen: readonly string[] }) {
  const { trace, seen } = props;
  return (
    <ul role="list" class="spans">
      {props.spans
        // A trace that names a span as its own parent's child must not be followed for ever.
        .filter(({ id }) => !seen.includes(id))
        .map((span) => {
          const children = trace.spans.filter(({ parentId }) => parentId === span.id);
          const total = Math.max(1, trace.duration);
          return (
            <li key={span.id}>
              <details>
                <summary>
                  {span.status === "ERROR" && <Icon name="warn" />}
                  {span.name} <span class="soft plain-weight small">{span.type}</span>
                  <span class="span-time">
                    <svg viewBox="0 0 100 6" preserveAspectRatio="none" class="stroke-1" aria-hidden="true">
                      <rect
                        x={Math.min(100, (100 * span.start) / total)}
                        width={Math.max(0.5, Math.min(100, (100 * span.duration) / total))}
                        height="6"
                        fill="currentColor"
                      />
                    </svg>
                    <span class="small soft plain-weight">
                      {t("runs.milliseconds", { n: Math.round(span.duration) })}
                    </span>
                  </span>
                </summary>
                <dl class="facts">
                  <dt>{t("runs.inputs")}</dt>
                  <dd class="kept-lines">{asText(span.inputs)}</dd>
                  <dt>{t("runs.outputs")}</dt>
                  <dd class="kept-lines">{asText(span.outputs)}</dd>
                  {span.error !== null && (
                    <>
                      <dt>{t("runs.traceError")}</dt>
                      <dd class="kept-lines">{span.error}</dd>
                    </>
                  )}
                </dl>
              </details>
              {children.length > 0 && <Spans spans={children} trace={trace} seen={[...seen, span.id]} />}
            </li>
          );
        })}
    </ul>
  );
}
