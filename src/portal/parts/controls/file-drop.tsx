import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/index.js";
import { Button } from "./button.js";
import { Icon } from "../icon.js";

/** A place for a file: the whole page takes a dropped one, and the button opens the system's chooser. */
export function FileDrop(props: {
  readonly onFile: (file: File) => void;
  readonly button: string;
  readonly accept?: string;
  readonly children?: ComponentChildren;
}) {
  const isOver = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(props.onFile);
  latest.current = props.onFile;
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      isOver.value = true;
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) isOver.value = false;
    };
    const drop = (event: DragEvent): void => {
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      isOver.value = false;
      latest.current(file);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return (
    <div class={`drop${isOver.value ? " over" : ""}`}>
      <Icon name="upload" />
      <div>{isOver.value ? t("files.dropNow") : (props.children ?? t("files.drop"))}</div>
      <Button icon="file" onClick={() => input.current?.click()}>
        {props.button}
      </Button>
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-label={props.button}
        accept={props.accept}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) latest.current(file);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
