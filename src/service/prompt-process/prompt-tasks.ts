/** What the process that makes prompts is asked for: tokens of something, or a grammar. */
export type PromptTask =
  | { readonly kind: "chat"; readonly messages: readonly unknown[]; readonly options: unknown }
  | { readonly kind: "text"; readonly text: string; readonly rendered: boolean }
  | { readonly kind: "conversation"; readonly messages: readonly unknown[] }
  | { readonly kind: "grammar"; readonly request: unknown };

/** A numbered task. */
export interface PromptQuestion {
  readonly id: number;
  readonly task: PromptTask;
}

/** What became of a task. */
export type PromptAnswer =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: { readonly message: string; readonly code?: string; readonly hint?: string };
    };
