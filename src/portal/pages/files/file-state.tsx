import type { FileRow } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { Status, type StatusLook } from "../../parts/status.js";

const LOOKS: Readonly<Record<FileRow["status"], StatusLook>> = {
  pending: { tone: "quiet", icon: "wait" },
  running: { tone: "busy", icon: "turn" },
  processed: { tone: "good", icon: "check" },
  error: { tone: "bad", icon: "warn" },
};

export function FileStatusBadge({ status }: { readonly status: FileRow["status"] }) {
  return <Status look={LOOKS[status]}>{t(`files.status.${status}`)}</Status>;
}
