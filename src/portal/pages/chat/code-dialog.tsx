import { useSignal } from "@preact/signals";
import { t } from "../../i18n/index.js";
import { CopyButton } from "../../parts/controls/copy.js";
import { ShowDialog } from "../../parts/controls/dialog.js";
import { Tabs } from "../../parts/controls/tabs.js";
import { toBody, toCell, toCurl } from "./chat-code.js";
import { parameters, saved, turns } from "./chat-state.js";

const KINDS = ["cell", "curl", "json"] as const;

/** The conversation's set-up as code. It holds no key: each form takes it from the environment. */
export function CodeDialog(props: { readonly models: readonly string[]; readonly onClose: () => void }) {
  const kind = useSignal<(typeof KINDS)[number]>("cell");
  const { models } = props;
  const question = turns.value.at(-1)?.user ?? t("chat.exampleQuestion");
  const settings = [saved.value, parameters.value, question] as const;
  const code = {
    cell: () => toCell(models, ...settings),
    curl: () => toCurl(models[0]!, ...settings),
    json: () => JSON.stringify(toBody(models[0]!, ...settings), null, 2),
  }[kind.value]();
  return (
    <ShowDialog title={t("action.viewCode")} onClose={props.onClose}>
      <Tabs
        label={t("action.viewCode")}
        tabs={KINDS.map((id) => ({ id, label: t(`chat.code.${id}`) }))}
        current={kind.value}
        onChoose={(id) => {
          kind.value = KINDS.find((name) => name === id) ?? "cell";
        }}
      >
        <pre tabIndex={0}>{code}</pre>
      </Tabs>
      <div>
        <CopyButton text={() => code} />
      </div>
    </ShowDialog>
  );
}
