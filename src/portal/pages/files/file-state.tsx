import type { FileRow } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { Status, type StatusLook } from "../../parts/notices/status.js";

const LOOKS: Readonly<Record<FileRow["status"] | "tooFew", StatusLook>> = {
  pending: { tone: "quiet", icon: "wait" },
  running: { tone: "busy", icon: "turn" },
  processed: { tone: "good", icon: "check" },
  tooFew: { tone: "warn", icon: "info" },
  error: { tone: "bad", icon: "warn" },
};

/** What a file is good for: one that the provider would call processed and refuse in a job is not ready. */
const stateOf = ({ status, training }: FileRow): keyof typeof LOOKS => {
  if (status !== "processed") return status;
  return training === "wrong_lines" ? "error" : training === "too_few_examples" ? "tooFew" : "processed";
};

/** Whether a job may be tried with a file. */
export const isOfUse = (file: FileRow): boolean => !["error", "tooFew"].includes(stateOf(file));

export function FileStatusBadge({ file }: { readonly file: FileRow }) {
  const state = stateOf(file);
  return <Status look={LOOKS[state]}>{t(`files.status.${state}`)}</Status>;
}
