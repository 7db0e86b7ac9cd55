import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { FileReport, LineProblem } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { Button } from "../../parts/controls/button.js";
import { Icon } from "../../parts/icon.js";
import { Empty } from "../../parts/notices/waiting.js";
import { adviceFor } from "./problem-advice.js";

/** Characters that are marked at the place of a problem. */
const MARKED = 12;

/** Lines that are drawn before more are asked for: a page of a thousand answers no click for a while. */
const LINES_AT_ONCE = 100;

/** Every line that has problems: what they are, what to do, and their places in the line. */
export function Problems(props: { readonly report: FileReport; readonly line: number }) {
  const { problems, problemCounts } = props.report;
  const most = useSignal(LINES_AT_ONCE);
  if (problems.length === 0) return <Empty icon="check">{t("files.noProblems")}</Empty>;
  const total = problemCounts.error + problemCounts.warning;
  const groups = byLine(problems);
  const wantedAt = groups.findIndex(([first]) => first!.line !== null && first!.line === props.line);
  const shown = groups.slice(0, Math.max(most.value, wantedAt + 1));
  return (
    <div class="stack">
      {total > problems.length && <p class="soft">{t("files.firstProblems", { shown: problems.length, n: total })}</p>}
      <ol role="list" class="stack">
        {shown.map((group) => (
          <ProblemLine
            key={group[0]!.line ?? "file"}
            problems={group}
            isWanted={group[0]!.line !== null && group[0]!.line === props.line}
          />
        ))}
      </ol>
      {shown.length < groups.length && (
        <div>
          <Button
            onClick={() => {
              most.value += LINES_AT_ONCE;
            }}
          >
            {t("files.moreProblems", { n: Math.min(LINES_AT_ONCE, groups.length - shown.length) })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Problems of one line belong together: its text is then shown once. */
function byLine(problems: readonly LineProblem[]): LineProblem[][] {
  const groups = new Map<number | null, LineProblem[]>();
  for (const problem of problems) groups.set(problem.line, [...(groups.get(problem.line) ?? []), problem]);
  return [...groups.values()];
}

function ProblemLine({
  problems,
  isWanted,
}: {
  readonly problems: readonly LineProblem[];
  readonly isWanted: boolean;
}) {
  const { line } = problems[0]!;
  const item = useRef<HTMLLIElement>(null);
  const hasError = problems.some(({ severity }) => severity === "error");
  const { text, at } = problems.find((problem) => problem.text !== null && problem.at !== null) ?? problems[0]!;
  useEffect(() => {
    if (isWanted) item.current?.scrollIntoView({ block: "center" });
  }, [isWanted]);
  return (
    <li ref={item} class={`card problem ${hasError ? "error" : "warning"}${isWanted ? " wanted" : ""}`}>
      <div class="row">
        <Icon name={hasError ? "warn" : "info"} />
        <strong>{line === null ? t("files.wholeFile") : t("files.line", { line: String(line) })}</strong>
      </div>
      {problems.map(({ severity, code, message }, index) => {
        const advice = adviceFor(code);
        return (
          <div key={index}>
            <p>
              <span class="soft">{t(`files.severity.${severity}`)}</span> {message}{" "}
              <code class="soft small">{code}</code>
            </p>
            {advice !== undefined && (
              <p>
                <strong>{t("files.whatToDo")}</strong> {advice}
              </p>
            )}
          </div>
        );
      })}
      {text !== null && (
        <pre tabIndex={0} class="problem-text" aria-label={t("files.line", { line: String(line) })}>
          {at === null ? (
            text
          ) : (
            <>
              {text.slice(0, at)}
              <mark>{text.length === at ? "⏎" : text.slice(at, at + MARKED)}</mark>
              {text.slice(at + MARKED)}
            </>
          )}
        </pre>
      )}
    </li>
  );
}
