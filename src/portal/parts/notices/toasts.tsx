import { signal } from "@preact/signals";
import { t } from "../../i18n/index.js";
import { asFailure, type CallFailure } from "../../api/failure.js";
import { Button } from "../controls/button.js";
import { FailureNote, Note } from "./note.js";

interface Toast {
  readonly id: number;
  readonly text?: string;
  readonly failure?: CallFailure;
  readonly title?: string | undefined;
}

const toasts = signal<readonly Toast[]>([]);
let nextId = 1;

const drop = (id: number): void => {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
};

/** Says in a corner that something was done; it goes by itself. */
export function say(text: string): void {
  const id = nextId++;
  toasts.value = [...toasts.peek(), { id, text }];
  setTimeout(() => drop(id), 6000);
}

/** Says that something could not be done; it stays until it is closed. */
export function sayFailure(failure: unknown, title?: string): void {
  toasts.value = [...toasts.peek(), { id: nextId++, failure: asFailure(failure), title }];
}

/** Runs an action of a button and says what went wrong with it. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await action();
    if (done !== undefined) say(done);
    return true;
  } catch (failure) {
    sayFailure(failure);
    return false;
  }
}

/** The corner. */
export function Toasts() {
  return (
    <div class="toasts">
      {toasts.value.map(({ id, text, failure, title }) => (
        <div key={id}>
          {failure === undefined ? (
            <Note kind="good" role="status">
              {text}
            </Note>
          ) : (
            <FailureNote
              failure={failure}
              title={title}
              action={
                <Button small onClick={() => drop(id)}>
                  {t("action.close")}
                </Button>
              }
            />
          )}
        </div>
      ))}
    </div>
  );
}
