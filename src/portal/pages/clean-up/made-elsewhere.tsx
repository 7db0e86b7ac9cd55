import type { MadeAnswer } from "../../api-types/index.js";
import { dateTime, t } from "../../i18n/index.js";

/** What notebooks made at other providers, which only they can delete. */
export function MadeElsewhere({ made }: MadeAnswer) {
  const elsewhere = made.filter(({ endpoint }) => endpoint !== "embedded");
  if (elsewhere.length === 0) return null;
  return (
    <section class="stack tight" aria-label={t("cleanUp.elsewhere")}>
      <h2>{t("cleanUp.elsewhere")}</h2>
      <p class="soft">
        {t("cleanUp.elsewhereHint")} <code>await deleteEverything()</code>
      </p>
      <div class="card flush table-frame" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("cleanUp.thing")}</th>
              <th scope="col">{t("cleanUp.provider")}</th>
              <th scope="col">{t("cleanUp.notebook")}</th>
              <th scope="col">{t("cleanUp.when")}</th>
            </tr>
          </thead>
          <tbody>
            {elsewhere.map(({ kind, id, endpoint, notebook, madeAt }) => (
              <tr key={`${endpoint} ${kind} ${id}`} data-row>
                <th scope="row">
                  {t(`cleanUp.kind.${kind}`)} <code>{id}</code>
                </th>
                <td>{endpoint}</td>
                <td>{notebook}</td>
                <td class="nowrap">{dateTime(Date.parse(madeAt) / 1000)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
