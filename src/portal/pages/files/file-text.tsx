import { dataPath } from "../../api/actions.js";
import { send } from "../../api/call.js";
import { t } from "../../i18n/index.js";
import { FailureNote } from "../../parts/notices/note.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Waiting } from "../../parts/notices/waiting.js";
import { parseRecords } from "./parse-records.js";
import { RecordsView } from "./records-view.js";

/** More is not shown, since the page would stand still; the download has all. */
const MOST_CHARACTERS = 5_000_000;

/** A stored file as it stands: its records if it has any, else its text. */
export function FileText({ id }: { readonly id: string }) {
  const loaded = useLoaded(async (signal) => {
    const answer = await send(dataPath(`files/${encodeURIComponent(id)}/content`), {
      signal,
      headers: { accept: "*/*" },
    });
    return (await answer.text()).slice(0, MOST_CHARACTERS);
  }, id);
  if (loaded.failure !== undefined) return <FailureNote failure={loaded.failure} onRetry={loaded.again} />;
  if (loaded.data === undefined) return <Waiting />;
  const records = parseRecords(loaded.data);
  return records === undefined ? (
    <pre class="file-text" tabIndex={0} aria-label={t("files.tab.content")}>
      {loaded.data}
    </pre>
  ) : (
    <RecordsView records={records} />
  );
}
