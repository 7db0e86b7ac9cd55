import { table, type Table } from "../../display/index.js";
import { formatNumber, say } from "../../texts/index.js";
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
    [say("cost.model")]: `${name} (${version})`,
    [say("cost.trainAzure")]: trainingPrices.azureRegional ?? null,
    [say("cost.azureGlobal")]: trainingPrices.azureGlobal ?? null,
    [say("cost.azureDeveloper")]: trainingPrices.azureDeveloper ?? null,
    [say("cost.trainOpenAI")]: trainingPrices.openai ?? null,
    [say("cost.input")]: inferencePrices.input,
    [say("cost.output")]: inferencePrices.output,
    [say("cost.retired")]: retirement.azure ?? null,
    [say("cost.trainableUntil")]: retirement.azureTrainingUntil ?? null,
  }));
  const { Standard, DeveloperTier } = catalog.hostingPerHour;
  return table(rows, {
    caption: say("cost.table", {
      date: catalog.asOf,
      hour: formatNumber(Standard, { fixed: 2 }),
      developer: formatNumber(DeveloperTier, { fixed: 2 }),
      sources: catalog.sources.join("; "),
    }),
  });
}
