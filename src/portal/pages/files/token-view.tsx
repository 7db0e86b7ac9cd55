import type { FileReport, TokenDistribution } from "../../api-types/index.js";
import { number, t } from "../../i18n/index.js";
import { Note } from "../../parts/notices/note.js";
import { Histogram } from "../../parts/chart/histogram.js";
import { Empty } from "../../parts/notices/waiting.js";

const ROWS = ["min", "max", "mean", "median", "p5", "p10", "p90", "p95", "sum"] as const;

/** How long the examples are, as the labs' notebook prints it. */
export function TokenView({ report }: { readonly report: FileReport }) {
  const { tokens } = report;
  if (tokens === null) return <Empty icon="data">{t("files.noTokens")}</Empty>;
  const parts = [
    { name: t("files.tokensTotal"), part: tokens.total, color: 1 },
    { name: t("files.tokensAssistant"), part: tokens.assistant, color: 3 },
  ] as const;
  return (
    <div class="stack">
      <p class="soft">
        {t("files.encoding", { encoding: tokens.encoding })}
        {tokens.counted < report.examples && <> {t("files.sampled", { n: tokens.counted })}</>}
      </p>
      {tokens.overLimit > 0 && (
        <Note kind="warn" title={t("files.overLimit", { n: tokens.overLimit })}>
          {t("files.overLimitHint", { limit: tokens.limit })}
        </Note>
      )}
      <div class="two-columns wide">
        {parts.map(({ name, part, color }) => (
          <section key={name} class="card stack tight">
            <h2>{name}</h2>
            <Histogram
              label={name}
              from={part.histogram.from}
              width={part.histogram.width}
              counts={part.histogram.counts}
              color={color}
              xLabel={t("files.tokensAxis")}
            />
          </section>
        ))}
      </div>
      <div class="card flush table-frame" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("files.measure")}</th>
              {parts.map(({ name }) => (
                <th key={name} scope="col" class="num">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row: keyof TokenDistribution & (typeof ROWS)[number]) => (
              <tr key={row}>
                <th scope="row">{t(`files.measure.${row}`)}</th>
                {parts.map(({ name, part }) => (
                  <td key={name} class="num">
                    {number(part[row], 1)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
