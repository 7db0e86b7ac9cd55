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
      sentences.push(
        `${facts.name} (${facts.version}) ${past(azure, today, "was retired", "retires")} on ${azure} on Azure.`,
      );
      if (azureTrainingUntil !== undefined) {
        sentences.push(
          `Customers who already use it may train it until at least ${azureTrainingUntil}; new ones may not.`,
        );
      }
      if (azureDeployments !== undefined) {
        sentences.push(`Deployments of its fine-tuned models stop answering on ${azureDeployments}.`);
      }
    }
    if (facts.name === "gpt-35-turbo") sentences.push("gpt-35-turbo is no longer offered for fine-tuning on Azure.");
  }
  if (provider === "openai") {
    if (facts?.retirement.openai !== undefined) {
      const date = facts.retirement.openai;
      sentences.push(
        `${facts.name} ${past(date, today, "was shut down", "is shut down")} on ${date} on OpenAI, fine-tuned models included.`,
      );
    }
    sentences.push(
      `OpenAI's fine-tuning ${past(OPENAI_CLOSED_TO_NEW, today, "is closed", "closes")} to new organisations ${past(OPENAI_CLOSED_TO_NEW, today, "since", "on")} ` +
        `${OPENAI_CLOSED_TO_NEW}, and nobody can create a job after ${OPENAI_LAST_JOB}.`,
    );
  }
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

function past(date: string, today: string, before: string, after: string): string {
  return date <= today ? before : after;
}
