/** A command for V8's inspector, on its way to the runner. */
export interface InspectorCall {
  readonly id: number;
  readonly method: string;
  readonly params?: object;
}

/** What comes back: the answer to a command, or an event. */
export type InspectorMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly method: string; readonly params: unknown };

/** Ends the runner's inspector session; no method of V8's. */
export const CLOSE_INSPECTOR = "close";
