import { formatNumber, say } from "../../../texts/index.js";
import type { Judgement, JudgeParts } from "../judge.js";
import { predictLogistic } from "../calibration/logistic.js";
import { supportCalibration } from "./support-calibration.js";
import { textSupport } from "./text-support.js";

/** Name of the method in results, where a judging model's name would be. */
export const SUPPORT_METHOD = "text support";

let read: ReturnType<typeof supportCalibration> | undefined;

/**
 * Judges groundedness by words alone: which of the answer's words, names and numbers the text has, and whether they are
 * where the question's words are. No model is asked.
 *
 * It knows no meaning: a wrong answer made of the words of the right sentence passes, and a right one in quite other
 * words fails. The rationale names the measured area under the ROC curve and the balanced accuracy.
 *
 * @example
 * judgeBySupport({ question: "When was it built?", context: "The bridge was built in 1871.", answer: "In 1923." }).value; // "no"
 */
export function judgeBySupport({ question = "", context = "", answer = "" }: JudgeParts): Judgement {
  read ??= supportCalibration();
  const { model, heldOut } = question.trim() === "" ? read.withoutQuestion : read.withQuestion;
  const features = textSupport({ question, context, answer });
  const probability = predictLogistic(model, features);
  return {
    value: probability >= 0.5 ? "yes" : "no",
    rationale: say("evaluate.support", {
      percent: Math.round(probability * 100),
      found: Math.round(features[0]! * 100),
      together: Math.round(features[1]! * 100),
      rows: heldOut.rows,
      area: formatNumber(heldOut.auc.estimate, { fixed: 2 }),
      accuracy: formatNumber(heldOut.balancedAccuracy, { fixed: 2 }),
    }),
    metadata: {
      judge: SUPPORT_METHOD,
      model: "none",
      probability,
      auc: heldOut.auc,
      balancedAccuracy: heldOut.balancedAccuracy,
    },
  };
}
