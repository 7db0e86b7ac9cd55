import type { DeploymentRow } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";

/** Says which local model really answers, and whether it is as it came or fine-tuned. */
export function answererOf(deployment: Pick<DeploymentRow, "answeredBy" | "jobId"> | undefined): string {
  if (deployment === undefined) return t("chat.answeredBy", { model: t("state.unknown") });
  const { answeredBy: model, jobId } = deployment;
  return jobId === null ? t("chat.answeredBy", { model }) : t("chat.answeredByTuned", { model });
}
