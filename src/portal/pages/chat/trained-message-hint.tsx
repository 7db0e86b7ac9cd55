import { call } from "../../api/call.js";
import type { FileReport } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { Button } from "../../parts/controls/button.js";
import { Note } from "../../parts/notices/note.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { findDeployment, findFile, findJob } from "../../state/records.js";
import { draft } from "./chat-state.js";

/** A tuned model answers best after the system message that it was trained with; says when another is set. */
export function TrainedMessageHint({ models }: { readonly models: readonly string[] }) {
  const jobId = models.map((name) => findDeployment(name)?.jobId ?? null).find((id) => id !== null);
  const fileId = jobId === undefined ? undefined : findJob(jobId)?.trainingFile;
  const isThere = fileId !== undefined && findFile(fileId) !== undefined;
  const report = useLoaded<FileReport | undefined>(
    async (signal) =>
      isThere ? call<FileReport>(`portal/api/files/${encodeURIComponent(fileId)}/report`, { signal }) : undefined,
    `${fileId ?? ""} ${isThere}`,
  );
  const trained = report.data?.systemMessage ?? null;
  if (trained === null || draft.value.systemMessage.trim() === trained.trim()) return null;
  return (
    <Note
      kind="info"
      actions={
        <Button
          small
          onClick={() => {
            draft.value = { ...draft.value, systemMessage: trained };
          }}
        >
          {t("chat.useTrained")}
        </Button>
      }
    >
      {t("chat.trainedWith")}
    </Note>
  );
}
