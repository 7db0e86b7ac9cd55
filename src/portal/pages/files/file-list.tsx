import { useSignal } from "@preact/signals";
import { deleteFile } from "../../api/actions.js";
import type { FileRow } from "../../api-types/index.js";
import { bytes, dateTime, relativeTime, t, withColon } from "../../i18n/index.js";
import { ActionsHeading } from "../../parts/actions-heading.js";
import { Button, LinkButton } from "../../parts/controls/button.js";
import { Dialog } from "../../parts/controls/dialog.js";
import { FileDrop } from "../../parts/controls/file-drop.js";
import { FilterField, NothingMatches } from "../../parts/controls/filter-field.js";
import { Page } from "../../parts/page.js";
import { attempt } from "../../parts/notices/toasts.js";
import { useUpload } from "../../parts/loading/use-upload.js";
import { Waiting } from "../../parts/notices/waiting.js";
import { navigate, route, toHash } from "../../router.js";
import { areListsKnown, files } from "../../state/records.js";
import { FileStatusBadge } from "./file-state.js";

/** All files of the service, and a place to drop another. */
export function FileList() {
  const upload = useUpload((id) => navigate(toHash(["files", id])));
  const deleting = useSignal<FileRow | undefined>(undefined);
  const filter = (route.value.query.get("q") ?? "").toLowerCase();
  const shown = files.value.filter(({ filename, id, purpose }) =>
    [filename, id, purpose].some((text) => text.toLowerCase().includes(filter)),
  );
  return (
    <Page
      title={t("nav.files")}
      intro={t("files.intro")}
      actions={
        <LinkButton icon="open" href="#/files/open" title={t("files.openHint")}>
          {t("files.open")}
        </LinkButton>
      }
    >
      <FileDrop button={t("files.choose")} accept=".jsonl,.json,.txt" onFile={upload.send}>
        {upload.progress ?? t("files.drop")}
      </FileDrop>
      {!areListsKnown.value ? (
        <div class="card">
          <Waiting />
        </div>
      ) : (
        files.value.length > 0 && (
          <>
            <FilterField shown={shown.length} total={files.value.length} />
            {shown.length === 0 && <NothingMatches />}
            <div class="card flush table-frame" hidden={shown.length === 0}>
              <table class="folds">
                <thead>
                  <tr>
                    <th scope="col">{t("files.column.name")}</th>
                    <th scope="col">{t("files.column.purpose")}</th>
                    <th scope="col" class="num">
                      {t("files.column.size")}
                    </th>
                    <th scope="col">{t("jobs.column.status")}</th>
                    <th scope="col">{t("jobs.column.created")}</th>
                    <ActionsHeading />
                  </tr>
                </thead>
                <tbody>
                  {shown.map((file) => (
                    <tr key={file.id} data-row>
                      <th scope="row">
                        <a class="name-link" data-row-focus href={toHash(["files", file.id])}>
                          {file.filename}
                        </a>
                      </th>
                      <td class="nowrap" data-label={t("files.column.purpose")}>
                        {file.purpose}
                      </td>
                      <td class="num nowrap" data-label={t("files.column.size")}>
                        {bytes(file.bytes)}
                      </td>
                      <td>
                        <FileStatusBadge file={file} />
                      </td>
                      <td class="nowrap" data-label={t("jobs.column.created")} title={dateTime(file.createdAt / 1000)}>
                        {relativeTime(file.createdAt / 1000)}
                      </td>
                      <td>
                        <Button
                          small
                          kind="plain"
                          icon="clean"
                          label={`${withColon(t("action.delete"))} ${file.filename}`}
                          onClick={() => {
                            deleting.value = file;
                          }}
                        >
                          {t("action.delete")}
                        </Button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )
      )}
      {deleting.value !== undefined && (
        <DeleteFileDialog
          file={deleting.value}
          onClose={() => {
            deleting.value = undefined;
          }}
        />
      )}
    </Page>
  );
}

/** Asks before a file goes. */
export function DeleteFileDialog(props: {
  readonly file: Pick<FileRow, "id" | "filename">;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}) {
  const { file } = props;
  return (
    <Dialog
      title={t("files.deleteTitle", { name: file.filename })}
      confirm={t("action.delete")}
      confirmKind="danger"
      onClose={props.onClose}
      onConfirm={() => {
        props.onClose();
        void attempt(() => deleteFile(file.id), t("files.deleted", { name: file.filename })).then((isDone) => {
          if (isDone) props.onDone?.();
        });
      }}
    >
      <p>{t("files.deleteText")}</p>
    </Dialog>
  );
}
