import type { CallFailure } from "../../api/failure.js";
import type { QuotaRow } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { FailureNote } from "../../parts/notices/note.js";
import { Bar } from "../../parts/notices/status.js";
import { Waiting } from "../../parts/notices/waiting.js";

/** How much of each model's quota is used; what nobody uses is behind a fold. */
export function QuotaList(props: {
  readonly quota: readonly QuotaRow[] | undefined;
  readonly failure: CallFailure | undefined;
  readonly onRetry: () => void;
}) {
  const { quota, failure } = props;
  const used = quota?.filter((row) => row.used > 0 || row.limit === 0) ?? [];
  const free = quota?.filter((row) => row.used === 0 && row.limit > 0) ?? [];
  return (
    <section class="stack">
      <h2>{t("deploy.quota")}</h2>
      {failure !== undefined && <FailureNote failure={failure} onRetry={props.onRetry} />}
      {quota === undefined ? (
        failure === undefined && <Waiting />
      ) : (
        <div class="card stack tight">
          <p class="soft small">{t("deploy.quotaHint")}</p>
          {used.length === 0 && <p>{t("deploy.quotaUnused")}</p>}
          {used.map((row) => (
            <QuotaLine key={`${row.model} ${row.sku}`} row={row} />
          ))}
          {free.length > 0 && (
            <details>
              <summary>{t("deploy.quotaFree", { n: free.length })}</summary>
              {free.map((row) => (
                <QuotaLine key={`${row.model} ${row.sku}`} row={row} />
              ))}
            </details>
          )}
        </div>
      )}
    </section>
  );
}

function QuotaLine({ row }: { readonly row: QuotaRow }) {
  const { model, sku, used, limit } = row;
  return (
    <div class="quota">
      <span>
        {model} <span class="soft">· {sku}</span>
      </span>
      <Bar share={limit === 0 ? 1 : used / limit} isFull={used >= limit * 0.9} />
      <span class="quota-numbers">{limit === 0 ? t("deploy.quotaZero") : t("deploy.quotaOf", { used, n: limit })}</span>
    </div>
  );
}
