import { useSignal } from "@preact/signals";
import type { FileReport } from "../../api-types/index.js";
import { number, t } from "../../i18n/index.js";
import { Button } from "../../parts/controls/button.js";
import { ChatBubbles } from "../../parts/text/chat-bubbles.js";
import { Empty } from "../../parts/notices/waiting.js";

/** The first examples as conversations, one at a time. */
export function Samples({ report }: { readonly report: FileReport }) {
  const at = useSignal(0);
  const sample = report.samples[at.value];
  if (sample === undefined) return <Empty icon="chat">{t("files.noSamples")}</Empty>;
  const last = report.samples.length - 1;
  return (
    <div class="stack">
      <div class="row">
        <Button
          small
          disabled={at.value === 0}
          onClick={() => {
            at.value -= 1;
          }}
        >
          {t("files.previous")}
        </Button>
        <strong role="status">
          {t("files.sampleOf", { at: at.value + 1, n: report.samples.length })} ·{" "}
          {t("files.line", { line: number(sample.line, 0) })}
        </strong>
        <Button
          small
          disabled={at.value === last}
          onClick={() => {
            at.value += 1;
          }}
        >
          {t("files.next")}
        </Button>
      </div>
      <div class="card">
        <ChatBubbles messages={sample.messages} />
        {sample.preferred !== undefined && (
          <div class="two-columns">
            <div class="stack tight">
              <h3>{t("files.preferred")}</h3>
              <ChatBubbles messages={[{ role: "assistant", content: sample.preferred }]} />
            </div>
            <div class="stack tight">
              <h3>{t("files.nonPreferred")}</h3>
              <ChatBubbles messages={[{ role: "assistant", content: sample.nonPreferred ?? "" }]} />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
