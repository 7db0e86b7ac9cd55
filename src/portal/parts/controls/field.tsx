import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A labelled control with its hint and what is wrong with it; `children` gets the attributes that tie them together. */
export function Field(props: {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly fault?: string | undefined;
  readonly children: (attributes: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": "true" | undefined;
  }) => ComponentChildren;
}) {
  const id = useId();
  const described = [props.hint === undefined ? "" : `${id}-hint`, props.fault === undefined ? "" : `${id}-fault`]
    .join(" ")
    .trim();
  return (
    <div class="field">
      <label htmlFor={id}>{props.label}</label>
      {props.children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": props.fault === undefined ? undefined : "true",
      })}
      {props.hint !== undefined && (
        <div class="hint" id={`${id}-hint`}>
          {props.hint}
        </div>
      )}
      {props.fault !== undefined && (
        <div class="fault" id={`${id}-fault`}>
          {props.fault}
        </div>
      )}
    </div>
  );
}

/** A box to tick with its words. */
export function Check(props: {
  readonly label: ComponentChildren;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

/** A choice from a list. */
export function Select<Value extends string>(props: {
  readonly id?: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly label?: string;
  readonly describedBy?: string | undefined;
}) {
  return (
    <select
      id={props.id}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value as Value)}
    >
      {props.options.map(({ value, label }) => (
        <option key={value} value={value} selected={value === props.value}>
          {label}
        </option>
      ))}
    </select>
  );
}
