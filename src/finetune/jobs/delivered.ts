import { formatNumber, say } from "../../texts/index.js";
import { validationLossOf, type JobStep } from "./job-events.js";

/**
 * Says which checkpoint became the model and what its validation loss is, which is not the last one's.
 *
 * @example
 * describeDelivered(steps, 40); // "delivered: the checkpoint of step 40, validation loss 1.105"
 */
export function describeDelivered(steps: readonly JobStep[], delivered: number | undefined): string | undefined {
  const step = steps.find((each) => each.step === delivered);
  const loss = step === undefined ? null : validationLossOf(step);
  return loss === null
    ? undefined
    : say("jobs.delivered", { step: step!.step, loss: formatNumber(loss, { fixed: 3 }) });
}

/**
 * Steps as rows of a table in which the delivered one is marked.
 *
 * @example
 * markDelivered(steps, 40)[39]; // { step: 40, …, delivered: "✓" }
 */
export function markDelivered(
  steps: readonly JobStep[],
  delivered: number | undefined,
): readonly Readonly<Record<string, unknown>>[] {
  if (delivered === undefined) return steps.map((step) => ({ ...step }));
  return steps.map((step) => ({ ...step, [say("jobs.deliveredColumn")]: step.step === delivered ? "✓" : null }));
}
