import { t, withColon } from "../../../i18n/index.js";
import { Field } from "../../../parts/controls/field.js";
import { setQuery } from "../../../router.js";
import { type FieldName, type FormTexts, isNumberRight, type NumberField } from "./job-form.js";

/** Numbers that the service chooses well by itself; closed until someone wants to know. */
export function TaskParameters(props: {
  readonly form: FormTexts;
  readonly faultOf: (name: FieldName) => string | undefined;
}) {
  const { numbers, method } = props.form;
  const names: readonly NumberField[] = [
    "n_epochs",
    "batch_size",
    "learning_rate_multiplier",
    ...(method === "dpo" ? (["beta"] as const) : []),
    "seed",
  ];
  const isChanged = names.some((name) => numbers[name] !== "");
  return (
    <details open={isChanged}>
      <summary>
        {withColon(t("createJob.parameters"))} {t(isChanged ? "createJob.own" : "createJob.default")}
      </summary>
      <div class="two-columns">
        {names.map((name) => (
          <Field
            key={name}
            label={t(`createJob.${name}`)}
            hint={t(`createJob.${name}.hint`)}
            fault={isNumberRight(name, numbers[name]) ? props.faultOf(name) : t(`createJob.${name}.fault`)}
          >
            {(attributes) => (
              <input
                {...attributes}
                type="text"
                inputMode="decimal"
                placeholder="auto"
                value={numbers[name]}
                onInput={(event) => setQuery({ [name]: event.currentTarget.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
