import { useSignal } from "@preact/signals";
import { number, t } from "../../i18n/index.js";
import { ChatBubbles } from "../../parts/text/chat-bubbles.js";
import { Note } from "../../parts/notices/note.js";
import { RowNumber } from "../../parts/row-number.js";
import { RowWindow } from "../../parts/row-window.js";
import { asText, messagesOf, type Records } from "./parse-records.js";

/** Fields that the list shows of each row; the row itself shows all. */
const MOST_COLUMNS = 5;

/** Rows of a file as a list, and the chosen one in full: conversations as chats, the rest field by field. */
export function RecordsView({ records }: { readonly records: Records }) {
  const chosen = useSignal(0);
  const { rows, metrics, broken } = records;
  const columns = records.columns.filter((name) => !name.startsWith("$")).slice(0, MOST_COLUMNS);
  const row = rows[chosen.value];
  const messages = row === undefined ? undefined : messagesOf(row);
  return (
    <div class="stack">
      {broken.length > 0 && (
        <Note kind="bad" title={t("files.brokenLines", { n: broken.length })}>
          {t("files.brokenAt", { lines: broken.slice(0, 20).join(", ") })}
        </Note>
      )}
      {Object.keys(metrics).length > 0 && (
        <div class="card">
          <dl class="figures">
            {Object.entries(metrics).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{number(value)}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      <RowWindow
        label={t("files.rows")}
        count={rows.length}
        rowHeight={2.75}
        class="record-rows"
        head={
          <>
            <span role="columnheader" class="row-number">
              #
            </span>
            {columns.map((name) => (
              <span key={name} role="columnheader">
                {name}
              </span>
            ))}
          </>
        }
        renderRow={(index) => (
          <>
            <RowNumber row={index} isChosen={index === chosen.value} chosen={chosen} />
            {columns.map((name) => (
              <span key={name} role="cell" class="one-line">
                {summaryOf(rows[index]!, name)}
              </span>
            ))}
          </>
        )}
      />
      {row !== undefined && (
        <section class="card stack">
          <h2>{t("files.row", { n: chosen.value + 1 })}</h2>
          {messages !== undefined && <ChatBubbles messages={messages} />}
          <dl class="facts">
            {Object.entries(row)
              .filter(([name]) => messages === undefined || name !== "messages")
              .map(([name, value]) => (
                <>
                  <dt>{name}</dt>
                  <dd class="kept-lines">{asText(value)}</dd>
                </>
              ))}
          </dl>
        </section>
      )}
    </div>
  );
}

/** A field in one line: of a conversation its first words, of anything else its JSON. */
function summaryOf(row: Records["rows"][number], name: string): string {
  const messages = name === "messages" ? messagesOf(row) : undefined;
  const value = messages?.[0]?.content ?? row[name];
  const text = typeof value === "string" || value === undefined ? (value ?? "") : JSON.stringify(value);
  return text.slice(0, 200);
}
