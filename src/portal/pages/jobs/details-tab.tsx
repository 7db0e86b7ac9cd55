import type { ComponentChildren } from "preact";
import type { JobDetails } from "../../api-types/index.js";
import { dateTime, number, t } from "../../i18n/index.js";
import { CopyButton } from "../../parts/controls/copy.js";
import { toHash } from "../../router.js";
import { jobCode } from "./job-settings.js";

const shown = (value: number | string | boolean | undefined): string =>
  value === undefined ? "–" : typeof value === "number" ? number(value, 6) : String(value);

/** What was asked, what the service made of it, and the cell that asks the same. All of it is the job's record, not the form's. */
export function DetailsTab({ job }: { readonly job: JobDetails }) {
  const names = [...new Set([...Object.keys(job.requested), ...Object.keys(job.resolved ?? {})])];
  const code = jobCode(job);
  return (
    <div class="stack">
      <div class="card">
        <dl class="facts">
          <Fact name={t("jobs.id")}>
            <code>{job.id}</code>
          </Fact>
          <Fact name={t("jobs.model")}>{job.model}</Fact>
          <Fact name={t("jobs.answeredBy")}>{job.localModel}</Fact>
          <Fact name={t("createJob.method")}>{t(`jobs.method.${job.method}`)}</Fact>
          <Fact name={t("createJob.suffix")}>{job.suffix ?? t("state.none")}</Fact>
          <Fact name={t("jobs.column.seed")}>{job.seed}</Fact>
          <Fact name={t("createJob.training")}>
            <FileLink id={job.trainingFile} name={job.trainingFileName} />
          </Fact>
          <Fact name={t("createJob.validation")}>
            {job.validationFile === null ? (
              t("state.none")
            ) : (
              <FileLink id={job.validationFile} name={job.validationFileName} />
            )}
          </Fact>
          <Fact name={t("jobs.examples")}>{number(job.trainingExamples)}</Fact>
          <Fact name={t("jobs.trainedTokens")}>{number(job.trainedTokens)}</Fact>
          {job.resultFiles.length > 0 && (
            <Fact name={t("jobs.resultFiles")}>
              {job.resultFiles.map(({ id, filename }) => (
                <div key={id}>
                  <FileLink id={id} name={filename} />
                </div>
              ))}
            </Fact>
          )}
          {Object.entries(job.metadata).map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
          <Fact name={t("jobs.column.created")}>{dateTime(job.createdAt / 1000)}</Fact>
          {job.finishedAt !== null && <Fact name={t("jobs.finished")}>{dateTime(job.finishedAt / 1000)}</Fact>}
        </dl>
      </div>
      <h2>{t("createJob.parameters")}</h2>
      <div class="card flush table-frame" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("jobs.parameter")}</th>
              <th scope="col" class="num">
                {t("jobs.requested")}
              </th>
              <th scope="col" class="num">
                {t("jobs.resolved")}
              </th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td class="num">{shown(job.requested[name])}</td>
                <td class="num">{shown(job.resolved?.[name])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details>
        <summary>{t("action.viewCode")}</summary>
        <div class="stack tight">
          <pre tabIndex={0}>{code}</pre>
          <div>
            <CopyButton text={() => code} />
          </div>
        </div>
      </details>
    </div>
  );
}

function Fact(props: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

function FileLink(props: { readonly id: string; readonly name: string | null }) {
  if (props.name === null) return <>{t("jobs.fileDeleted", { id: props.id })}</>;
  return <a href={toHash(["files", props.id])}>{props.name}</a>;
}
