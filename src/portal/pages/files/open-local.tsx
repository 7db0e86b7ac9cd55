import { useSignal } from "@preact/signals";
import { bytes, t } from "../../i18n/index.js";
import { FileDrop } from "../../parts/controls/file-drop.js";
import { Note } from "../../parts/notices/note.js";
import { Page } from "../../parts/page.js";
import { parseRecords, type Records } from "./parse-records.js";
import { RecordsView } from "./records-view.js";

/** A larger file would fill the browser's memory. */
const MOST_BYTES = 100_000_000;

interface Opened {
  readonly name: string;
  readonly size: number;
  /** `undefined` when the file holds no records. */
  readonly records?: Records | undefined;
  readonly isTooLarge?: boolean;
}

/** Shows a JSONL or JSON file of the reader's own. It is read by the browser and sent nowhere. */
export function OpenLocal() {
  const opened = useSignal<Opened | undefined>(undefined);
  const open = async (file: File): Promise<void> => {
    const { name, size } = file;
    opened.value =
      size > MOST_BYTES ? { name, size, isTooLarge: true } : { name, size, records: parseRecords(await file.text()) };
  };
  const { value } = opened;
  return (
    <Page title={value?.name ?? t("files.open")} intro={t("files.openIntro")}>
      <FileDrop button={t("files.chooseLocal")} accept=".jsonl,.json,.ndjson,.txt" onFile={(file) => void open(file)}>
        {value === undefined ? t("files.dropLocal") : `${value.name} · ${bytes(value.size)}`}
      </FileDrop>
      {value?.isTooLarge === true ? (
        <Note kind="bad" role="alert">
          {t("files.tooLarge", { size: bytes(MOST_BYTES) })}
        </Note>
      ) : (
        value !== undefined &&
        (value.records === undefined ? (
          <Note kind="bad" role="alert" title={t("files.noRecords")}>
            {t("files.noRecordsHint")}
          </Note>
        ) : (
          <RecordsView key={value.name} records={value.records} />
        ))
      )}
    </Page>
  );
}
