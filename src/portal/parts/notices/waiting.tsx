import type { ComponentChildren } from "preact";
import { t } from "../../i18n/index.js";
import { type IconName, Icon } from "../icon.js";

/** Grey lines where something will be; they appear after 200 ms, so that a quick answer does not flicker. */
export function Waiting({ text }: { readonly text?: string }) {
  return (
    <div class="waiting" role="status">
      <span class={text === undefined ? "visually-hidden" : undefined}>{text ?? t("state.loading")}</span>
      <div />
      <div />
      <div />
    </div>
  );
}

/** What to do where there is nothing yet. */
export function Empty(props: {
  readonly icon: IconName;
  readonly children: ComponentChildren;
  readonly actions?: ComponentChildren;
}) {
  return (
    <div class="empty card">
      <Icon name={props.icon} />
      <p>{props.children}</p>
      {props.actions !== undefined && <div class="row">{props.actions}</div>}
    </div>
  );
}
