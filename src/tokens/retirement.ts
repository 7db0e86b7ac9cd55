import { say } from "../texts/index.js";
import { findModelFacts, MODEL_CATALOG, type ModelCatalog } from "./model-catalog.js";

/** OpenAI's end of self-serve fine-tuning, from developers.openai.com/api/docs/deprecations. */
const OPENAI_CLOSED_TO_NEW = "2026-05-07";
const OPENAI_LAST_JOB = "2027-01-06";

/**
 * Says in plain words what has been retired about a model at a provider, with dates; nothing when all is as it was.
 *
 * `today` is an ISO date; past and coming dates are worded differently.
 *
 * @example
 * retirementNotice("gpt-4o-mini-2024-07-18", "azure", { today: "2026-11-21" })?.includes("retired on 2026-10-01"); // true
 */
export function retirementNotice(
  model: string,
  provider: "azure" | "openai",
  options: { readonly today: string; readonly catalog?: ModelCatalog },
): string | undefined {
  const { today, catalog = MODEL_CATALOG } = options;
  const facts = findModelFacts(model, catalog);
  const sentences: string[] = [];
  if (provider === "azure" && facts !== undefined) {
    const { azure, azureTrainingUntil, azureDeployments } = facts.retirement;
    if (azure !== undefined) {
      const name = `${facts.name} (${facts.version})`;
      sentences.push(say(azure <= today ? "models.retired" : "models.retires", { model: name, date: azure }));
      if (azureTrainingUntil !== undefined) sentences.push(say("models.existing", { date: azureTrainingUntil }));
      if (azureDeployments !== undefined) sentences.push(say("models.deployments", { date: azureDeployments }));
    }
    if (facts.name === "gpt-35-turbo") sentences.push(say("models.notOffered", { model: facts.name }));
  }
  if (provider === "openai") {
    const date = facts?.retirement.openai;
    if (date !== undefined) {
      sentences.push(say(date <= today ? "models.shut" : "models.shuts", { model: facts!.name, date }));
    }
    sentences.push(openaiClosing(today));
  }
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

const openaiClosing = (today: string): string =>
  say(OPENAI_CLOSED_TO_NEW <= today ? "models.openaiClosed" : "models.openaiCloses", {
    date: OPENAI_CLOSED_TO_NEW,
    last: OPENAI_LAST_JOB,
  });

/**
 * Says what can be fine-tuned at a provider on a day, and by whom, with the date of the list and its source. Where nobody
 * new can, that is the first sentence.
 *
 * @example
 * describeTrainable("azure", { today: "2026-11-29" }); // "New customers can fine-tune none of the models of this list on Azure …"
 */
export function describeTrainable(
  provider: "azure" | "openai",
  options: { readonly today: string; readonly catalog?: ModelCatalog },
): string {
  const { today, catalog = MODEL_CATALOG } = options;
  const source = (about: RegExp): string =>
    say("models.source", { source: catalog.sources.find((each) => about.test(each)) ?? catalog.sources.join("; ") });
  if (provider === "openai") return `${openaiClosing(today)} ${source(/OpenAI retirement/)}`;
  const offered = catalog.models.filter(({ name }) => name !== "gpt-35-turbo");
  const open = offered.filter(({ retirement: { azure } }) => azure === undefined || azure > today);
  const kept = offered.filter(
    ({ retirement: { azure, azureTrainingUntil: until } }) =>
      azure !== undefined && azure <= today && until !== undefined && until > today,
  );
  const named = ({ name, version }: (typeof offered)[number]): string => `${name} (${version})`;
  const forExisting = kept.map((model) =>
    say("models.until", { model: named(model), date: model.retirement.azureTrainingUntil! }),
  );
  return [
    open.length === 0
      ? say("models.noneForNew", { date: catalog.asOf })
      : say("models.forNew", { date: catalog.asOf, models: open.map(named).join(", ") }),
    ...(kept.length > 0 ? [say("models.forExisting", { models: forExisting.join(", ") })] : []),
    ...(kept.length === 0 && open.length === 0 ? [say("models.noneForExisting")] : []),
    source(/Azure retirement/),
  ].join(" ");
}
