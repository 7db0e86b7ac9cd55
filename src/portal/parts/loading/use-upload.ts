import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { uploadFile } from "../../api/upload.js";
import { percent, t } from "../../i18n/index.js";
import { say, sayFailure } from "../notices/toasts.js";

/** An upload of a page: what it says of itself, and its start. */
export interface Upload {
  /** What is being sent and how much of it has arrived; `undefined` while nothing is. */
  readonly progress: string | undefined;
  /** Sends a file, one after the other; a second one meanwhile is told to wait. */
  send(file: File): void;
}

/**
 * Sends the files of a page. `onDone` hears of the file's id only while the page is still shown: someone who has gone
 * elsewhere is not taken back.
 */
export function useUpload(onDone: (id: string) => void): Upload {
  const sending = useSignal<{ readonly name: string; readonly share: number } | undefined>(undefined);
  const isShown = useRef(true);
  const latest = useRef(onDone);
  latest.current = onDone;
  useEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );
  const send = async (file: File): Promise<void> => {
    const { name } = file;
    if (sending.value !== undefined) return say(t("files.oneAtATime", { name: sending.value.name }));
    sending.value = { name, share: 0 };
    try {
      const id = await uploadFile(file, {
        onProgress: (share) => {
          sending.value = { name, share };
        },
      });
      if (isShown.current) latest.current(id);
    } catch (error) {
      sayFailure(error, t("files.notSent", { name }));
    }
    sending.value = undefined;
  };
  const { value } = sending;
  return {
    progress: value === undefined ? undefined : t("files.sending", { name: value.name, share: percent(value.share) }),
    send: (file) => void send(file),
  };
}
