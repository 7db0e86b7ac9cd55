import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { call, send } from "../../api/call.js";
import { watchJob } from "../../api/live.js";
import type { JobLog, LogLine } from "../../api-types/index.js";
import { clock, t } from "../../i18n/index.js";
import { Button } from "../../parts/controls/button.js";
import { saveFile } from "../../parts/save-file.js";
import { attempt } from "../../parts/notices/toasts.js";
import { Waiting } from "../../parts/notices/waiting.js";

/** A job's messages as they come; the list follows its end until the reader scrolls up. */
export function LogsTab({ jobId }: { readonly jobId: string }) {
  const lines = useSignal<readonly LogLine[] | undefined>(undefined);
  const filter = useSignal("");
  const box = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);

  useEffect(() => {
    const controller = new AbortController();
    let stop = (): void => undefined;
    const known = new Set<string>();
    const add = (more: readonly LogLine[]): void => {
      const news = more.filter(({ id }) => !known.has(id));
      for (const { id } of news) known.add(id);
      lines.value = [...(lines.peek() ?? []), ...news];
    };
    void attempt(async () => {
      const log = await call<JobLog>(`portal/api/jobs/${encodeURIComponent(jobId)}/log?after=0`, {
        signal: controller.signal,
      });
      if (controller.signal.aborted) return;
      add(log.lines);
      stop = watchJob(jobId, log.cursor, { onLog: (news) => add(news.lines) });
    });
    return () => {
      controller.abort();
      stop();
    };
  }, [jobId]);

  const shown = (lines.value ?? []).filter(({ message }) => message.toLowerCase().includes(filter.value.toLowerCase()));
  useEffect(() => {
    if (isFollowing.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [shown.length]);

  const download = (): Promise<boolean> =>
    attempt(async () => {
      const answer = await send(`portal/api/jobs/${encodeURIComponent(jobId)}/log.txt`);
      saveFile(`${jobId}.txt`, await answer.blob());
    });

  if (lines.value === undefined) return <Waiting />;
  return (
    <div class="stack">
      <div class="row">
        <label class="row">
          <span>{t("filter.label")}</span>
          <input
            type="search"
            value={filter.value}
            onInput={(event) => {
              filter.value = event.currentTarget.value;
            }}
          />
        </label>
        <span class="soft small" role="status">
          {t("table.of", { shown: shown.length, n: lines.value.length })}
        </span>
        <span class="spring" />
        <Button icon="download" onClick={() => void download()}>
          {t("jobs.logDownload")}
        </Button>
      </div>
      <div
        class="log card flush"
        ref={box}
        tabIndex={0}
        role="log"
        aria-label={t("jobs.tab.logs")}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          isFollowing.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {shown.map(({ id, createdAt, level, message }) => (
          <div key={id} class={`log-line ${level}`}>
            <time dateTime={new Date(createdAt).toISOString()}>{clock(createdAt / 1000)}</time>
            <span class="log-level">{t(`jobs.level.${level}`)}</span>
            <span>{message}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
