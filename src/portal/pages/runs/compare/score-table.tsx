import type { RunComparison, ScoreComparison } from "../../../api-types/index.js";
import { number, percent, t } from "../../../i18n/index.js";
import { Breakable } from "../../../parts/text/breakable.js";
import { IntervalPlot } from "../../../parts/chart/interval-plot.js";
import { Status, type StatusLook } from "../../../parts/notices/status.js";

const LOOKS: Readonly<Record<ScoreComparison["verdict"], StatusLook>> = {
  better: { tone: "good", icon: "check" },
  worse: { tone: "bad", icon: "warn" },
  higher: { tone: "busy", icon: "info" },
  lower: { tone: "busy", icon: "info" },
  no_clear_difference: { tone: "quiet", icon: "compare" },
  no_common_rows: { tone: "quiet", icon: "cross" },
  in_words: { tone: "quiet", icon: "cross" },
};

const signed = (value: number | null): string => (value !== null && value > 0 ? `+${number(value)}` : number(value));

/**
 * Every score of both runs: the baseline first, the difference with its interval, and what it means in words. What the
 * runs have as a whole stands first, as in the library's own comparison.
 */
export function ScoreTable({ comparison }: { readonly comparison: RunComparison }) {
  const { a, b, scores, overall, confidence } = comparison;
  return (
    <section class="stack tight">
      <h2>{t("runs.scores")}</h2>
      <div class="card flush table-frame" tabIndex={0}>
        <table class="folds">
          <thead>
            <tr>
              <th scope="col">{t("runs.score")}</th>
              <th scope="col" class="num">
                {a.name}
              </th>
              <th scope="col" class="num">
                {b.name}
              </th>
              <th scope="col">{t("runs.difference", { share: percent(confidence) })}</th>
              <th scope="col">{t("runs.verdict")}</th>
              <th scope="col">{t("runs.winsTies")}</th>
            </tr>
          </thead>
          <tbody>
            {overall.map((whole) => (
              <tr key={`whole ${whole.name}`}>
                <th scope="row">
                  <Breakable text={whole.name} />
                </th>
                <td class="num" data-label={a.name}>
                  {number(whole.a)}
                </td>
                <td class="num" data-label={b.name}>
                  {number(whole.b)}
                </td>
                <td>
                  <strong>{signed(whole.a === null || whole.b === null ? null : whole.b - whole.a)}</strong>
                </td>
                <td colSpan={2} class="soft">
                  {t("runs.overall")}
                </td>
              </tr>
            ))}
            {scores.map((score) => {
              const { estimate, low, high } = score.difference;
              return (
                <tr key={score.name}>
                  <th scope="row">
                    <Breakable text={score.name} />
                  </th>
                  <td class="num" data-label={a.name}>
                    {number(score.meanA)}
                  </td>
                  <td class="num" data-label={b.name}>
                    {number(score.meanB)}
                  </td>
                  <td>
                    <div class="interval">
                      <span class="nowrap">
                        <strong>{signed(estimate)}</strong>{" "}
                        {low !== null && high !== null && (
                          <span class="soft small">{t("runs.interval", { low: signed(low), high: signed(high) })}</span>
                        )}
                      </span>
                      {estimate !== null && low !== null && high !== null && (
                        <IntervalPlot estimate={estimate} low={low} high={high} />
                      )}
                    </div>
                  </td>
                  <td>
                    <Status look={LOOKS[score.verdict]}>{t(`runs.verdict.${score.verdict}`)}</Status>
                  </td>
                  <td data-label={t("runs.winsTies")}>
                    {t("runs.counts", { wins: score.wins, ties: score.ties, losses: score.losses, n: score.pairs })}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
