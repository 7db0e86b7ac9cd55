import type { ComponentChildren } from "preact";
import { type IconName, Icon } from "../icon.js";

/** How a state looks: always a word and a picture, so that the colour only repeats what they say. */
export interface StatusLook {
  readonly tone: "good" | "bad" | "warn" | "busy" | "quiet";
  readonly icon: IconName;
}

export function Status(props: { readonly look: StatusLook; readonly children: ComponentChildren }) {
  return (
    <span class={`status ${props.look.tone}`}>
      <Icon name={props.look.icon} />
      {props.children}
    </span>
  );
}

/** A bar for a share, 0 to 1, whose number stands beside it as text. */
export function Bar(props: { readonly share: number; readonly isFull?: boolean }) {
  const share = Math.min(1, Math.max(0, props.share));
  return (
    <div class={`bar${props.isFull === true ? " warn" : ""}`} aria-hidden="true">
      <div style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
