import { useSignal } from "@preact/signals";
import { t, withColon } from "../../i18n/index.js";
import { Button } from "./button.js";

/** Copies by the clipboard of secure pages, else by the old command, which also works on a hub without https. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}

/** A button that copies a text and says whether it did. */
export function CopyButton(props: { readonly text: () => string; readonly label?: string; readonly what?: string }) {
  const state = useSignal<"idle" | "done" | "failed">("idle");
  const words = { idle: props.label ?? t("action.copy"), done: t("action.copied"), failed: t("action.copyFailed") };
  const copy = async (): Promise<void> => {
    state.value = (await copyText(props.text())) ? "done" : "failed";
    setTimeout(() => {
      state.value = "idle";
    }, 2500);
  };
  return (
    <>
      <Button
        small
        icon={state.value === "done" ? "check" : "copy"}
        label={props.what === undefined ? undefined : `${withColon(words[state.value])} ${props.what}`}
        onClick={() => void copy()}
      >
        {words[state.value]}
      </Button>
      <span class="visually-hidden" role="status">
        {state.value === "idle" ? "" : words[state.value]}
      </span>
    </>
  );
}
