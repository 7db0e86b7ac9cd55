import { t } from "../../i18n/index.js";

/** A message as examples and simulated conversations hold it. */
export interface Bubble {
  readonly role: string;
  readonly content: string;
  readonly weight?: number;
}

const ROLES = ["system", "user", "assistant", "tool", "developer"] as const;

/** The name of a role; one that nobody knows is shown as it stands. */
export function roleName(role: string): string {
  const known = ROLES.find((name) => name === role);
  return known === undefined ? role : t(`role.${known}`);
}

/** Messages as a conversation. Their text is shown as it stands, since it is what a model is trained on. */
export function ChatBubbles({ messages }: { readonly messages: readonly Bubble[] }) {
  return (
    <div class="bubbles">
      {messages.map(({ role, content, weight }, index) => (
        <div key={index} class={`bubble ${role === "user" ? "mine" : role === "assistant" ? "theirs" : "aside"}`}>
          <div class="bubble-role">
            {roleName(role)}
            {weight === 0 && <span> · {t("files.weightZero")}</span>}
          </div>
          <div class="bubble-text">{content}</div>
        </div>
      ))}
    </div>
  );
}
