import type { FileReport, LineProblem } from "../../api-types.js";
import { t } from "../../i18n/index.js";
import { Icon } from "../../parts/icon.js";
import { Empty } from "../../parts/waiting.js";
import { adviceFor } from "./problem-advice.js";

/** Every problem by its line: what it is, what to do, and the place in the line. */
export function Problems(props: { readonly report: FileReport; readonly line: number }) {
  const { problems, problemCounts } = props.report;
  if (problems.length === 0) return <Empty icon="check">{t("files.noProblems")}</Empty>;
  const total = problemCounts.error + problemCounts.warning;
  return (
    <div class="stack">
      {total > problems.length && <p class="soft">{t("files.firstProblems", { shown: problems.length, n: total })}</p>}
      <ol role="list" class="stack">
        {problems.map((problem, index) => (
          <Problem key={index} problem={problem} isWanted={problem.line === props.line} />
        ))}
      </ol>
    </div>
  );
}

function Problem({ problem, isWanted }: { readonly problem: LineProblem; readonly isWanted: boolean }) {
  const { line, severity, code, message, text, at } = problem;
  const advice = adviceFor(code);
  return (
    <li class={`card problem ${severity}${isWanted ? " wanted" : ""}`}>
      <div class="row">
        <Icon name={severity === "error" ? "warn" : "info"} />
        <strong>{line === null ? t("files.wholeFile") : t("files.line", { line: String(line) })}</strong>
        <span class="soft">{t(`files.severity.${severity}`)}</span>
        <code class="soft small">{code}</code>
      </div>
      <p>{message}</p>
      {advice !== undefined && (
        <p>
          <strong>{t("files.whatToDo")}</strong> {advice}
        </p>
      )}
      {text !== null && (
        <pre tabIndex={0} class="problem-text">
          {at === null ? (
            text
          ) : (
            <>
              {text.slice(0, at)}
              <mark>{text.slice(at, at + 1) === "" ? "⏎" : text.slice(at, at + 12)}</mark>
              {text.slice(at + 12)}
            </>
          )}
        </pre>
      )}
    </li>
  );
}
