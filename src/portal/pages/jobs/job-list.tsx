import { useSignal } from "@preact/signals";
import type { JobRow } from "../../api-types/index.js";
import { dateTime, number, relativeTime, t } from "../../i18n/index.js";
import { ActionsHeading } from "../../parts/actions-heading.js";
import { LinkButton } from "../../parts/controls/button.js";
import { CopyButton } from "../../parts/controls/copy.js";
import { Page } from "../../parts/page.js";
import { Empty, Waiting } from "../../parts/notices/waiting.js";
import { FilterField, NothingMatches } from "../../parts/controls/filter-field.js";
import { MarkBox } from "../../parts/controls/mark-box.js";
import { route, toHash } from "../../router.js";
import { areListsKnown, jobs } from "../../state/records.js";
import { JobActions } from "./job-actions.js";
import { jobName, JobProgress, JobStatusBadge } from "./job-state.js";

const CELL = `import { createReadStream } from "node:fs";
import { AzureOpenAI } from "openai";

const client = new AzureOpenAI({ apiVersion: "2024-10-21" });
const file = await client.files.create({ file: createReadStream("travel.jsonl"), purpose: "fine-tune" });
await client.fineTuning.jobs.create({ model: "gpt-4o-mini", training_file: file.id, suffix: "ft-travel" });
`;

const matches = (job: JobRow, filter: string): boolean =>
  [job.id, job.suffix ?? "", job.model, t(`jobs.status.${job.status}`), job.fineTunedModel ?? ""].some((text) =>
    text.toLowerCase().includes(filter.toLowerCase()),
  );

/** All fine-tuning jobs, as they are now. */
export function JobList() {
  const marked = useSignal<ReadonlySet<string>>(new Set());
  const filter = route.value.query.get("q") ?? "";
  const shown = jobs.value.filter((job) => matches(job, filter));
  const chosen = shown.filter(({ id }) => marked.value.has(id));
  const mark = (id: string, isMarked: boolean): void => {
    const next = new Set(marked.value);
    if (isMarked) next.add(id);
    else next.delete(id);
    marked.value = next;
  };
  return (
    <Page
      title={t("nav.jobs")}
      actions={
        <LinkButton kind="main" icon="plus" href="#/jobs/new">
          {t("jobs.new")}
        </LinkButton>
      }
      intro={t("jobs.intro")}
    >
      {!areListsKnown.value ? (
        <div class="card">
          <Waiting />
        </div>
      ) : jobs.value.length === 0 ? (
        <Empty
          icon="jobs"
          actions={
            <>
              <LinkButton kind="main" icon="plus" href="#/jobs/new">
                {t("jobs.new")}
              </LinkButton>
              <CopyButton text={() => CELL} label={t("jobs.copyCell")} />
            </>
          }
        >
          {t("jobs.empty")}
        </Empty>
      ) : (
        <>
          <FilterField shown={shown.length} total={jobs.value.length}>
            {chosen.length > 0 && (
              <LinkButton
                icon="compare"
                href={toHash(["jobs", "compare"], { ids: chosen.map(({ id }) => id).join(",") })}
              >
                {t("jobs.compare", { n: chosen.length })}
              </LinkButton>
            )}
          </FilterField>
          {shown.length === 0 && <NothingMatches />}
          <div class="card flush table-frame" hidden={shown.length === 0}>
            <table class="folds">
              <thead>
                <tr>
                  <th scope="col">
                    <span class="visually-hidden">{t("jobs.mark")}</span>
                  </th>
                  <th scope="col">{t("jobs.column.name")}</th>
                  <th scope="col">{t("jobs.column.status")}</th>
                  <th scope="col" class="num">
                    {t("jobs.column.loss")}
                  </th>
                  <th scope="col">{t("jobs.column.created")}</th>
                  <ActionsHeading />
                </tr>
              </thead>
              <tbody>
                {shown.map((job) => (
                  <JobLine key={job.id} job={job} isMarked={marked.value.has(job.id)} onMark={mark} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Page>
  );
}

function JobLine(props: {
  readonly job: JobRow;
  readonly isMarked: boolean;
  readonly onMark: (id: string, isMarked: boolean) => void;
}) {
  const { job } = props;
  const loss = job.lastMetrics["train_loss"];
  return (
    <tr data-row>
      <td>
        <MarkBox name={jobName(job)} isMarked={props.isMarked} onMark={(isMarked) => props.onMark(job.id, isMarked)} />
      </td>
      <th scope="row">
        <a class="name-link" data-row-focus href={toHash(["jobs", job.id])}>
          {jobName(job)}
        </a>
        <div class="small soft plain-weight">
          {job.model} · {t(`jobs.method.${job.method}`)} · {t("jobs.seedIs", { seed: String(job.seed) })}
        </div>
      </th>
      <td class="status-cell">
        <JobStatusBadge status={job.status} />
        <JobProgress job={job} />
      </td>
      <td class="num" data-label={t("jobs.column.loss")}>
        {number(loss, 2)}
      </td>
      <td data-label={t("jobs.column.created")} title={dateTime(job.createdAt / 1000)} class="nowrap">
        {relativeTime(job.createdAt / 1000)}
      </td>
      <td>
        <JobActions job={job} />
      </td>
    </tr>
  );
}
