import { call } from "../../../api/call.js";
import type { FileReport, FileRow } from "../../../api-types/index.js";
import { bytes, dateTime, t } from "../../../i18n/index.js";
import { LinkButton } from "../../../parts/controls/button.js";
import { Field, Select } from "../../../parts/controls/field.js";
import { FileDrop } from "../../../parts/controls/file-drop.js";
import { FailureNote, Note } from "../../../parts/notices/note.js";
import { useLoaded } from "../../../parts/loading/use-loaded.js";
import { useUpload } from "../../../parts/loading/use-upload.js";
import { Waiting } from "../../../parts/notices/waiting.js";
import { setQuery, toHash } from "../../../router.js";
import { files, findFile } from "../../../state/records.js";
import { ReportSummary } from "../../files/report-summary.js";

const tunable = () => files.value.filter(({ purpose }) => purpose === "fine-tune");

/** The file to learn from: dropped, chosen, or one that is there; what is wrong with it is said at once. */
export function TrainingFile(props: {
  readonly fileId: string;
  readonly method: "supervised" | "dpo";
  readonly fault: string | undefined;
}) {
  const { fileId } = props;
  const upload = useUpload((id) => setQuery({ file: id }));
  const options = tunable();
  return (
    <section class="card stack">
      <Field label={t("createJob.training")} fault={props.fault}>
        {(attributes) => (
          <Select
            id={attributes.id}
            describedBy={attributes["aria-describedby"]}
            value={fileId}
            options={[{ value: "", label: t("createJob.chooseFile") }, ...options.map(toOption)]}
            onChange={(value) => setQuery({ file: value })}
          />
        )}
      </Field>
      <FileDrop button={t("createJob.upload")} accept=".jsonl,.json,.txt" onFile={upload.send}>
        {upload.progress ?? t("files.drop")}
      </FileDrop>
      {fileId !== "" && <ChosenFile key={`${fileId} ${props.method}`} fileId={fileId} method={props.method} />}
    </section>
  );
}

/** A file in a list to choose from; several may have one name, and then the time tells them apart. */
const toOption = ({ id, filename, bytes: size, createdAt }: FileRow) => ({
  value: id,
  label: `${filename} (${bytes(size)}, ${dateTime(createdAt / 1000)})`,
});

function ChosenFile({ fileId, method }: { readonly fileId: string; readonly method: "supervised" | "dpo" }) {
  const file = findFile(fileId);
  const report = useLoaded<FileReport>(
    (signal) => call(`portal/api/files/${encodeURIComponent(fileId)}/report`, { signal }),
    fileId,
    file?.status,
  );
  if (file?.status === "pending") return <Note kind="info">{t("createJob.pending")}</Note>;
  if (report.failure !== undefined) return <FailureNote failure={report.failure} onRetry={report.again} />;
  if (report.data === undefined) return <Waiting text={t("files.reading")} />;
  const isOther = report.data.method !== method && report.data.problemCounts.error === 0;
  return (
    <div class="stack tight">
      <ReportSummary report={report.data} />
      {isOther && (
        <Note kind="warn">{t("createJob.otherMethod", { method: t(`jobs.method.${report.data.method}`) })}</Note>
      )}
      <div>
        <LinkButton small icon="file" href={toHash(["files", fileId])}>
          {t("createJob.seeReport")}
        </LinkButton>
      </div>
    </div>
  );
}

/** The file to check against while training, if any. */
export function ValidationFile(props: {
  readonly fileId: string;
  readonly trainingFile: string;
  readonly fault: string | undefined;
}) {
  const options = tunable().filter(({ id }) => id !== props.trainingFile);
  return (
    <Field label={t("createJob.validation")} hint={t("createJob.validationHint")} fault={props.fault}>
      {(attributes) => (
        <Select
          id={attributes.id}
          describedBy={attributes["aria-describedby"]}
          value={props.fileId}
          options={[{ value: "", label: t("createJob.noValidation") }, ...options.map(toOption)]}
          onChange={(value) => setQuery({ validation: value })}
        />
      )}
    </Field>
  );
}
