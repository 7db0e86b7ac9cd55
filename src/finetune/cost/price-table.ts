import { table, type Table } from "../../display/index.js";
import { MODEL_CATALOG, type ModelCatalog } from "../../tokens/index.js";

/**
 * Shows the price list that costs are computed from: dollars per million tokens by model, the day on which they were
 * collected, and the sources.
 *
 * @example
 * priceTable({ ...MODEL_CATALOG, asOf: "2027-01-01" }); // with your own figures
 */
export function priceTable(catalog: ModelCatalog = MODEL_CATALOG): Table {
  const rows = catalog.models.map(({ name, version, trainingPrices, inferencePrices, retirement }) => ({
    model: `${name} (${version})`,
    "training, Azure": trainingPrices.azureRegional ?? null,
    "Azure global": trainingPrices.azureGlobal ?? null,
    "Azure developer": trainingPrices.azureDeveloper ?? null,
    "training, OpenAI": trainingPrices.openai ?? null,
    input: inferencePrices.input,
    output: inferencePrices.output,
    "retired on Azure": retirement.azure ?? null,
  }));
  const { Standard, DeveloperTier } = catalog.hostingPerHour;
  return table(rows, {
    caption:
      `US dollars per million tokens, as of ${catalog.asOf}. A deployed tuned model costs ${Standard.toFixed(2)} $ an hour ` +
      `(${DeveloperTier.toFixed(2)} $ in the developer tier). Sources: ${catalog.sources.join("; ")}.`,
  });
}
