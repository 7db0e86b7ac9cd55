import { call } from "../../../api/call.js";
import type { TrainingEstimate } from "../../../api-types/index.js";
import { describeFailure, dollars, duration, number, t } from "../../../i18n/index.js";
import { useLoaded } from "../../../parts/loading/use-loaded.js";
import { findFile } from "../../../state/records.js";
import { getMe } from "../../../state/session.js";
import { type FormTexts, isNumberRight, numberOf } from "./job-form.js";

/** What the job would take: its size, the time here, the cost on Azure. */
export function EstimateCard({ form }: { readonly form: FormTexts }) {
  const isReadable = findFile(form.file)?.status === "processed";
  // Its field says what is wrong with a number; the service would say it again, in English.
  const areRight = (["n_epochs", "batch_size"] as const).every((name) => isNumberRight(name, form.numbers[name]));
  const epochs = numberOf("n_epochs", form.numbers.n_epochs);
  const batchSize = numberOf("batch_size", form.numbers.batch_size);
  const query = new URLSearchParams({
    model: form.model,
    method: form.method,
    ...(epochs === undefined ? {} : { epochs: String(epochs) }),
    ...(batchSize === undefined ? {} : { batch_size: String(batchSize) }),
  });
  const path = `portal/api/files/${encodeURIComponent(form.file)}/estimate?${query}`;
  const loaded = useLoaded<TrainingEstimate | undefined>(
    async (signal) => (isReadable && areRight ? call<TrainingEstimate>(path, { signal }) : undefined),
    // The file decides what is shown; its settings only refine it, so the old numbers stay until the new ones are there.
    `${form.file} ${isReadable}`,
    path,
  );
  const estimate = loaded.failure === undefined ? loaded.data : undefined;
  const rows: readonly (readonly [string, string])[] = [
    [t("jobs.examples"), number(estimate?.examples)],
    [t("createJob.n_epochs"), number(estimate?.epochs)],
    [t("createJob.steps"), number(estimate?.steps)],
    [t("createJob.tokens"), number(estimate?.billedTokens)],
    [t("createJob.time"), typeof estimate?.seconds === "number" ? duration(estimate.seconds) : "–"],
    [t("createJob.cost", { date: getMe().prices.asOf }), dollars(estimate?.azureCost)],
  ];
  return (
    <section class="card stack tight">
      <div class="row">
        <h2>{t("createJob.before")}</h2>
        <span class="soft small" role="status">
          {isReadable && loaded.isWaiting ? t("createJob.counting") : ""}
        </span>
      </div>
      <dl class="estimate">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {loaded.failure !== undefined && <p class="soft small">{describeFailure(loaded.failure)}</p>}
    </section>
  );
}
