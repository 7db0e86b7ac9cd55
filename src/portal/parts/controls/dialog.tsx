import type { ComponentChildren, Ref } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../i18n/index.js";
import { Button } from "./button.js";

/** Opens the dialog over the page as long as it is there, and gives the focus back to where it was. */
function useModal(focusConfirm = false): Ref<HTMLDialogElement> {
  const frame = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = frame.current!;
    const before = document.activeElement;
    dialog.showModal();
    if (focusConfirm) dialog.querySelector<HTMLElement>("button[type=submit]")?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return frame;
}

/**
 * A question over the page. The browser's own dialog keeps the focus inside, closes on Escape and gives the focus back.
 * Enter confirms, since the confirming button submits its form.
 */
export function Dialog(props: {
  readonly title: string;
  readonly confirm: string;
  readonly confirmKind?: "main" | "danger";
  readonly cancel?: string;
  readonly canConfirm?: boolean;
  readonly wide?: boolean;
  /** Where a plain yes is expected: Enter then confirms at once. */
  readonly focusConfirm?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const frame = useModal(props.focusConfirm);
  const titleId = useId();
  return (
    <dialog
      ref={frame}
      class={props.wide === true ? "wide" : undefined}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <form
        method="dialog"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (props.canConfirm !== false) props.onConfirm();
        }}
      >
        <h2 id={titleId}>{props.title}</h2>
        {props.children}
        <div class="row end">
          <Button onClick={props.onClose}>{props.cancel ?? t("action.cancel")}</Button>
          <Button type="submit" kind={props.confirmKind ?? "main"} disabled={props.canConfirm === false}>
            {props.confirm}
          </Button>
        </div>
      </form>
    </dialog>
  );
}

/** A box that only shows something, with one way out. */
export function ShowDialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const frame = useModal();
  const titleId = useId();
  return (
    <dialog
      ref={frame}
      class="wide"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <div class="stack">
        <div class="row">
          <h2 id={titleId}>{props.title}</h2>
          <span class="spring" />
          <Button small kind="plain" icon="cross" onClick={props.onClose}>
            {t("action.close")}
          </Button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
