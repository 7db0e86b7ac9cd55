import { useSignal } from "@preact/signals";
import { call } from "../../api/call.js";
import type { MadeAnswer } from "../../api-types/index.js";
import { dollars, t } from "../../i18n/index.js";
import { Button } from "../../parts/controls/button.js";
import { Dialog } from "../../parts/controls/dialog.js";
import { Check, Field } from "../../parts/controls/field.js";
import { Note } from "../../parts/notices/note.js";
import { Page } from "../../parts/page.js";
import { say } from "../../parts/notices/toasts.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Empty, Waiting } from "../../parts/notices/waiting.js";
import { areListsKnown } from "../../state/records.js";
import "./clean-up.css";
import { allItems, type CleanUpItem, deleteItems, GROUPS, itemKey, makerOf, makersOf } from "./clean-up-items.js";
import { MadeElsewhere } from "./made-elsewhere.js";

/** What was made, what it would cost on Azure, and its end: the last step of each lab. */
export default function CleanUp() {
  const ticked = useSignal<ReadonlySet<string>>(new Set());
  const isAsking = useSignal(false);
  const failed = useSignal<readonly string[]>([]);
  const isDeleting = useSignal(false);
  const items = allItems();
  const chosen = items.filter((item) => ticked.value.has(itemKey(item)));
  const month = items.reduce((sum, { perMonth }) => sum + perMonth, 0);
  const tick = (which: readonly CleanUpItem[], isTicked: boolean): void => {
    const next = new Set(ticked.value);
    for (const item of which) {
      if (isTicked) next.add(itemKey(item));
      else next.delete(itemKey(item));
    }
    ticked.value = next;
  };
  const remove = async (): Promise<void> => {
    isAsking.value = false;
    isDeleting.value = true;
    const { deleted, problems } = await deleteItems(chosen);
    isDeleting.value = false;
    failed.value = problems;
    ticked.value = new Set();
    if (deleted > 0) say(t("cleanUp.done", { n: deleted }));
  };
  const made = useLoaded<MadeAnswer>((signal) => call("portal/api/made", { signal }), "").data?.made ?? [];
  const makers = makersOf(items, made);
  return (
    <Page title={t("nav.cleanUp")} intro={t("cleanUp.intro")}>
      {failed.value.length > 0 && (
        <Note kind="bad" role="alert" title={t("cleanUp.failed", { n: failed.value.length })}>
          <ul>
            {failed.value.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Note>
      )}
      {!areListsKnown.value ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty icon="check">{t("cleanUp.empty")}</Empty>
      ) : (
        <>
          <div class="row">
            <Check
              label={t("cleanUp.all")}
              checked={chosen.length === items.length}
              onChange={(checked) => tick(items, checked)}
            />
            <span class="spring" />
            <span>{t("cleanUp.perMonth", { price: dollars(month) })}</span>
            <Button
              kind="danger"
              icon="clean"
              disabled={chosen.length === 0 || isDeleting.value}
              onClick={() => {
                isAsking.value = true;
              }}
            >
              {t("cleanUp.delete", { n: chosen.length })}
            </Button>
          </div>
          {makers.size > 0 && (
            <div class="row" role="group" aria-label={t("cleanUp.byNotebook")}>
              <span>{t("cleanUp.byNotebook")}</span>
              {[...makers].map(([notebook, theirs]) => (
                <Button
                  key={notebook}
                  small
                  onClick={() => {
                    ticked.value = new Set(theirs.map(itemKey));
                  }}
                >
                  {notebook} ({theirs.length})
                </Button>
              ))}
            </div>
          )}
          {GROUPS.map((kind) => {
            const group = items.filter((item) => item.kind === kind);
            if (group.length === 0) return null;
            return (
              <fieldset key={kind} class="card flush">
                <legend class="visually-hidden">{t(`cleanUp.group.${kind}`)}</legend>
                <div class="group-head">
                  <Check
                    label={<strong>{t(`cleanUp.group.${kind}`)}</strong>}
                    checked={group.every((item) => ticked.value.has(itemKey(item)))}
                    onChange={(checked) => tick(group, checked)}
                  />
                </div>
                {group.map((item) => (
                  <div key={itemKey(item)} class="group-line" data-row>
                    <Check
                      label={
                        <>
                          {item.name}
                          {item.detail !== "" && <span class="soft small"> · {item.detail}</span>}
                          {makerOf(item, made).map((notebook) => (
                            <span key={notebook} class="soft small">
                              {" · "}
                              {t("cleanUp.madeBy", { notebook })}
                            </span>
                          ))}
                        </>
                      }
                      checked={ticked.value.has(itemKey(item))}
                      onChange={(checked) => tick([item], checked)}
                    />
                    <span class="nowrap soft">
                      {item.perMonth > 0 ? t("cleanUp.monthly", { price: dollars(item.perMonth) }) : ""}
                    </span>
                  </div>
                ))}
              </fieldset>
            );
          })}
        </>
      )}
      <MadeElsewhere made={made} />
      {isAsking.value && (
        <ConfirmDialog
          count={chosen.length}
          onClose={() => {
            isAsking.value = false;
          }}
          onConfirm={() => void remove()}
        />
      )}
    </Page>
  );
}

function ConfirmDialog(props: {
  readonly count: number;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}) {
  const typed = useSignal("");
  return (
    <Dialog
      title={t("cleanUp.delete", { n: props.count })}
      confirm={t("action.delete")}
      confirmKind="danger"
      canConfirm={typed.value.trim().toLowerCase() === "delete"}
      onClose={props.onClose}
      onConfirm={props.onConfirm}
    >
      <p>{t("cleanUp.confirm")}</p>
      <Field label={t("cleanUp.type")}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            autoComplete="off"
            spellcheck={false}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
