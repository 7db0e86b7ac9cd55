import type { ComponentChildren } from "preact";
import { type IconName, Icon } from "../icon.js";

interface Look {
  readonly icon?: IconName;
  readonly kind?: "main" | "danger" | "plain";
  readonly small?: boolean;
  readonly children: ComponentChildren;
}

const classOf = ({ kind, small }: Look): string =>
  ["button", kind ?? "", small === true ? "small" : ""].filter((name) => name !== "").join(" ");

/** A button with a word, and a picture if it helps. A disabled one stays in the order of Tab, so that its hint can be read. */
export function Button(
  props: Look & {
    readonly onClick?: () => void;
    readonly type?: "button" | "submit";
    readonly disabled?: boolean;
    readonly pressed?: boolean;
    readonly title?: string;
    readonly label?: string;
    readonly lang?: string;
  },
) {
  const { onClick, type = "button", disabled = false, pressed, title, label, icon, children } = props;
  return (
    <button
      type={type}
      class={classOf(props)}
      aria-disabled={disabled ? "true" : undefined}
      aria-pressed={pressed}
      aria-label={label}
      title={title}
      onClick={(event) => {
        if (disabled) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A link that looks like a button, since it leads to a page. */
export function LinkButton(props: Look & { readonly href: string; readonly title?: string; readonly label?: string }) {
  return (
    <a class={classOf(props)} href={props.href} title={props.title} aria-label={props.label}>
      {props.icon !== undefined && <Icon name={props.icon} />}
      {props.children}
    </a>
  );
}
