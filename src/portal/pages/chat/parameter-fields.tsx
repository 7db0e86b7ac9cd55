import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/index.js";
import { Field } from "../../parts/controls/field.js";
import { parameterOf } from "./ask.js";
import { parameters, PARAMETERS } from "./chat-state.js";

/** How answers are drawn; empty fields leave it to the service. */
export function ParameterFields() {
  const set = (name: string, value: string): void => {
    parameters.value = { ...parameters.value, [name]: value };
  };
  const isRight = (name: (typeof PARAMETERS)[number]): boolean =>
    parameters.value[name].trim() === "" || parameterOf(name, parameters.value) !== undefined;
  const details = useRef<HTMLDetailsElement>(null);
  const allRight = PARAMETERS.every(isRight);
  // A value that is not sent is never hidden behind the fold.
  useEffect(() => {
    if (!allRight && details.current !== null) details.current.open = true;
  }, [allRight]);
  return (
    <details ref={details}>
      <summary>{t("chat.parameters")}</summary>
      <div class="two-columns narrow">
        {PARAMETERS.map((name) => {
          const text = parameters.value[name];
          return (
            <Field
              key={name}
              label={t(`chat.${name}`)}
              hint={t(`chat.${name}.hint`)}
              fault={isRight(name) ? undefined : t("chat.numberFault")}
            >
              {(attributes) => (
                <input
                  {...attributes}
                  type="text"
                  inputMode="decimal"
                  placeholder={t("chat.serviceChoice")}
                  value={text}
                  onInput={(event) => set(name, event.currentTarget.value)}
                />
              )}
            </Field>
          );
        })}
        <Field label={t("chat.stop")} hint={t("chat.stop.hint")}>
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              value={parameters.value.stop}
              onInput={(event) => set("stop", event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
    </details>
  );
}
