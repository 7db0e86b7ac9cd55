import { escapeHtml } from "../../core/index.js";
import type { Figure } from "../../display/index.js";
import { plotDistributions, plotScoresByRow } from "./result-plots.js";
import { metricsTable, resultTable } from "./result-table.js";
import type { ResultView } from "./result-view.js";

const STYLE = `
:root { color-scheme: light dark; }
body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; line-height: 1.45; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; } td, th { padding: .25rem .5rem; text-align: left; vertical-align: top; }
.scroll { overflow-x: auto; } dt { font-weight: 600; } dd { margin: 0 0 .3rem; }
img { max-width: 100%; background: #fff; } .warning { border-left: 4px solid #d55e00; padding-left: .6rem; }
`;

/**
 * Writes a result as one HTML page that needs nothing else: facts, summaries, warnings, plots as pictures, all rows.
 *
 * Every text of the data is escaped, and nothing in it is loaded from anywhere.
 *
 * @example
 * await writeFile("report.html", await resultToHtml(view));
 */
export async function resultToHtml(view: ResultView, options: { readonly plots?: boolean } = {}): Promise<string> {
  const figures = options.plots === false ? [] : [...plotDistributions(view), plotScoresByRow(view)];
  const pictures = await Promise.all(figures.filter((figure) => figure !== undefined).map(toImage));
  const facts = Object.entries(view.facts)
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join("");
  const warnings = view.warnings.map((warning) => `<p class="warning">${escapeHtml(warning)}</p>`).join("\n");
  const failed = view.failures.length;
  const rows = resultTable(view, { failuresFirst: true, maxRows: view.rows.length }).toHtml();
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(view.title)}</title>
<style>${STYLE}</style></head>
<body>
<h1>${escapeHtml(view.title)}</h1>
<dl>${facts}</dl>
${warnings}
<h2>Summary</h2>
<div class="scroll">${metricsTable(view).toHtml()}</div>
${pictures.length === 0 ? "" : `<h2>Scores</h2>\n${pictures.join("\n")}`}
<h2>Rows${failed === 0 ? "" : `, those with errors (${failed}) first`}</h2>
<div class="scroll">${rows}</div>
</body>
</html>
`;
}

async function toImage(figure: Figure): Promise<string> {
  const { data } = await figure.toBundle();
  const alt = escapeHtml(figure.description);
  const png = data["image/png"];
  return typeof png === "string" ? `<p><img alt="${alt}" src="data:image/png;base64,${png}"></p>` : `<p>${alt}</p>`;
}
