import type { FileReport } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { Note } from "../../parts/notices/note.js";
import { adviceFor } from "./problem-advice.js";

/** What a file is that holds no JSON lines, by the code of its only problem. */
const KINDS = ["office_file", "binary_file", "json_document", "table_file", "text_file"] as const;

/** In one line: whether the file can be used. */
export function ReportSummary({ report }: { readonly report: FileReport }) {
  const { error, warning } = report.problemCounts;
  const counts = t("files.examples", { n: report.examples });
  // A line may have several problems, and a file one that is no line's.
  const wrong = report.lines - report.examples;
  const kind = KINDS.find((code) => report.problems[0]?.code === code);
  if (kind !== undefined) {
    return (
      <Note kind="bad" title={t(`files.kind.${kind}`)}>
        {adviceFor(kind)}
      </Note>
    );
  }
  if (error > 0 && wrong === 0) {
    return (
      <Note kind="bad" title={t("failure.invalid_n_examples")}>
        {counts}
      </Note>
    );
  }
  if (error > 0) {
    return (
      <Note kind="bad" title={t("files.problems", { n: wrong })}>
        {t("files.problemsHint", { usable: report.examples, n: report.lines })}
      </Note>
    );
  }
  return (
    <Note kind={warning > 0 ? "warn" : "good"} title={t("files.usable")}>
      {counts} · {t(`jobs.method.${report.method}`)}
      {report.tokens !== null && <> · {t("files.tokensPerEpoch", { n: report.tokens.billedPerEpoch })}</>}
      {warning > 0 && <> · {t("files.warnings", { n: warning })}</>}
    </Note>
  );
}
