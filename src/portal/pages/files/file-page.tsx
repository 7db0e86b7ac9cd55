import { useSignal } from "@preact/signals";
import { call, send } from "../../api/call.js";
import { dataPath } from "../../api/actions.js";
import type { FileReport } from "../../api-types/index.js";
import { bytes, dateTime, number, t } from "../../i18n/index.js";
import { Button, LinkButton } from "../../parts/controls/button.js";
import { FailureNote, Note } from "../../parts/notices/note.js";
import { Page } from "../../parts/page.js";
import { saveFile } from "../../parts/save-file.js";
import { Tabs } from "../../parts/controls/tabs.js";
import { attempt } from "../../parts/notices/toasts.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Waiting } from "../../parts/notices/waiting.js";
import { navigate, route, setQuery, toHash } from "../../router.js";
import { areListsKnown, findFile } from "../../state/records.js";
import { DeleteFileDialog } from "./file-list.js";
import { FileStatusBadge, isOfUse } from "./file-state.js";
import { FileText } from "./file-text.js";
import { Problems } from "./problems.js";
import { ReportSummary } from "./report-summary.js";
import { Samples } from "./samples.js";
import { TokenView } from "./token-view.js";

const TABS = ["problems", "tokens", "examples", "content"] as const;

/** One file: what is wrong with it, how long its examples are, and what they say. */
export function FilePage({ id }: { readonly id: string }) {
  const isDeleting = useSignal(false);
  const file = findFile(id);
  const isTraining = file?.purpose === "fine-tune";
  const report = useLoaded<FileReport | undefined>(
    async (signal) =>
      isTraining ? call<FileReport>(`portal/api/files/${encodeURIComponent(id)}/report`, { signal }) : undefined,
    `${id} ${isTraining}`,
    file?.status,
  );
  if (file === undefined) {
    return <Page title={t("nav.files")}>{areListsKnown.value ? <p>{t("files.gone")}</p> : <Waiting />}</Page>;
  }
  const problems = report.data?.problemCounts;
  const wanted = route.value.query.get("tab");
  const fallback = !isTraining
    ? "content"
    : (problems?.error ?? 0) + (problems?.warning ?? 0) > 0
      ? "problems"
      : "tokens";
  const tab = TABS.find((name) => name === wanted) ?? fallback;
  const download = (): Promise<boolean> =>
    attempt(async () => {
      const answer = await send(dataPath(`files/${encodeURIComponent(id)}/content`));
      saveFile(file.filename, await answer.blob());
    });
  return (
    <Page
      title={file.filename}
      badge={<FileStatusBadge file={file} />}
      actions={
        <>
          {isTraining && isOfUse(file) && (
            <LinkButton kind="main" icon="jobs" href={toHash(["jobs", "new"], { file: id })}>
              {t("files.use")}
            </LinkButton>
          )}
          <Button icon="download" onClick={() => void download()}>
            {t("action.download")}
          </Button>
          <Button
            icon="clean"
            kind="danger"
            onClick={() => {
              isDeleting.value = true;
            }}
          >
            {t("action.delete")}
          </Button>
        </>
      }
    >
      <p class="soft">
        {file.purpose} · {bytes(file.bytes)} · {dateTime(file.createdAt / 1000)} · <code>{file.id}</code>
      </p>
      {file.statusDetails !== null && (report.data?.problemCounts.error ?? 0) === 0 && (
        <Note kind="bad" title={t("files.refused")}>
          {file.statusDetails}
        </Note>
      )}
      {report.failure !== undefined && report.failure.code !== "not_jsonl" && (
        <FailureNote failure={report.failure} onRetry={report.again} />
      )}
      {isTraining ? (
        report.data === undefined ? (
          report.failure === undefined && <Waiting text={t("files.reading")} />
        ) : (
          <>
            <ReportSummary report={report.data} />
            <Tabs
              label={file.filename}
              tabs={TABS.map((name) => ({
                id: name,
                label:
                  name === "problems"
                    ? `${t("files.tab.problems")} (${number(problems!.error + problems!.warning)})`
                    : t(`files.tab.${name}`),
              }))}
              current={tab}
              onChoose={(next) => setQuery({ tab: next })}
            >
              {tab === "problems" && (
                <Problems report={report.data} line={Number(route.value.query.get("line") ?? 0)} />
              )}
              {tab === "tokens" && <TokenView report={report.data} />}
              {tab === "examples" && <Samples report={report.data} />}
              {tab === "content" && <FileText id={id} />}
            </Tabs>
          </>
        )
      ) : (
        <FileText id={id} />
      )}
      {isDeleting.value && (
        <DeleteFileDialog
          file={file}
          onClose={() => {
            isDeleting.value = false;
          }}
          onDone={() => navigate("#/files")}
        />
      )}
    </Page>
  );
}
