import type { ComponentChildren } from "preact";
import type { CallFailure } from "../../api/failure.js";
import { failureSentence, t, withColon } from "../../i18n/index.js";
import { Button } from "../controls/button.js";
import { type IconName, Icon } from "../icon.js";

export type NoteKind = "info" | "good" | "warn" | "bad";

const ICONS: Readonly<Record<NoteKind, IconName>> = { info: "info", good: "check", warn: "warn", bad: "warn" };

/** A boxed remark. */
export function Note(props: {
  readonly kind: NoteKind;
  readonly title?: ComponentChildren;
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** Read out when it appears. */
  readonly role?: "alert" | "status";
}) {
  return (
    <div class={`note ${props.kind}`} role={props.role}>
      <Icon name={ICONS[props.kind]} />
      <div class="stack tight">
        {props.title !== undefined && <strong>{props.title}</strong>}
        {props.children !== undefined && <div>{props.children}</div>}
        {props.actions !== undefined && <div class="row">{props.actions}</div>}
      </div>
    </div>
  );
}

/** An error: what happened, what to do, the request's id, and a way to try again. */
export function FailureNote(props: {
  readonly failure: CallFailure;
  readonly title?: string;
  readonly onRetry?: () => void;
  /** A button beside the one to try again. */
  readonly action?: ComponentChildren;
}) {
  const { failure, onRetry, action } = props;
  const { hint, requestId, retryAfter } = failure.details;
  const isUnreachable = failure.status === 0;
  const sentence = isUnreachable ? undefined : failureSentence(failure.code);
  // The service speaks English, whatever the page does.
  const language = isUnreachable ? undefined : "en";
  return (
    <Note
      kind="bad"
      role="alert"
      title={props.title ?? sentence ?? t("error.title")}
      actions={
        onRetry === undefined && action === undefined ? undefined : (
          <>
            {onRetry !== undefined && (
              <Button small icon="turn" onClick={onRetry}>
                {t("action.retry")}
              </Button>
            )}
            {action}
          </>
        )
      }
    >
      {props.title !== undefined && sentence !== undefined && <p>{sentence}</p>}
      <p lang={language}>{isUnreachable ? t("error.unreachable") : failure.message}</p>
      {hint !== undefined && <p lang={language}>{hint}</p>}
      {retryAfter !== undefined && <p>{t("error.retryAfter", { n: retryAfter })}</p>}
      {requestId !== undefined && (
        <p class="small soft">
          {withColon(t("error.requestId"))} <code>{requestId}</code>
        </p>
      )}
    </Note>
  );
}
