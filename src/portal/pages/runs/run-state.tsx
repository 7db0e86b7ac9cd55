import type { RunRow } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { Status, type StatusLook } from "../../parts/notices/status.js";

const LOOKS: Readonly<Record<RunRow["status"], StatusLook>> = {
  RUNNING: { tone: "busy", icon: "turn" },
  SCHEDULED: { tone: "quiet", icon: "wait" },
  FINISHED: { tone: "good", icon: "check" },
  FAILED: { tone: "bad", icon: "warn" },
  KILLED: { tone: "quiet", icon: "stop" },
};

export function RunStatusBadge({ status }: { readonly status: RunRow["status"] }) {
  return <Status look={LOOKS[status]}>{t(`runs.status.${status}`)}</Status>;
}

/** What a run is called: its name, else the start of its id. */
export const runName = ({ name, id }: Pick<RunRow, "name" | "id">): string => (name === "" ? id.slice(0, 8) : name);
