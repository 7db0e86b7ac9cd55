import { useSignal } from "@preact/signals";
import { t } from "../../i18n/index.js";
import { Bilingual } from "../../parts/text/bilingual.js";
import { Button } from "../../parts/controls/button.js";
import { Dialog } from "../../parts/controls/dialog.js";
import { Field, Select } from "../../parts/controls/field.js";
import { Status } from "../../parts/notices/status.js";
import { draft, type Example, isUnsaved, saveSetup } from "./chat-state.js";
import { stopAnswer } from "./conversation.js";
import { ParameterFields } from "./parameter-fields.js";
import { TrainedMessageHint } from "./trained-message-hint.js";

/** “Assistant setup”: deployments, system message, examples, parameters. */
export function SetupPanel(props: {
  readonly models: readonly string[];
  readonly known: readonly string[];
  readonly onModels: (models: readonly string[]) => void;
}) {
  const { models, known, onModels } = props;
  const isAsking = useSignal(false);
  const { systemMessage, examples } = draft.value;
  const setExamples = (next: readonly Example[]): void => {
    draft.value = { ...draft.value, examples: next };
  };
  // A deployment that a link names may be gone; it stays in the list, so that its error can be read.
  const options = [...new Set([...known, ...models])].map((value) => ({ value, label: value }));
  return (
    <section class="card stack setup" aria-labelledby="setup-title">
      <h2 id="setup-title">
        <Bilingual text={t("chat.setup")} english="Assistant setup" />
      </h2>
      <div class="two-columns narrow">
        <Field label={<Bilingual text={t("chat.deployment")} english="Deployment" />}>
          {(attributes) => (
            <Select
              id={attributes.id}
              value={models[0]!}
              options={options}
              onChange={(value) => onModels([value, ...models.slice(1)])}
            />
          )}
        </Field>
        <Field label={t("chat.compareWith")}>
          {(attributes) => (
            <Select
              id={attributes.id}
              value={models[1] ?? ""}
              options={[
                { value: "", label: t("chat.noSecond") },
                ...options.filter(({ value }) => value !== models[0]),
              ]}
              onChange={(value) => onModels(value === "" ? [models[0]!] : [models[0]!, value])}
            />
          )}
        </Field>
      </div>
      <Field label={<Bilingual text={t("chat.systemMessage")} english="System message" />}>
        {(attributes) => (
          <textarea
            {...attributes}
            rows={5}
            value={systemMessage}
            onInput={(event) => {
              draft.value = { ...draft.value, systemMessage: event.currentTarget.value };
            }}
          />
        )}
      </Field>
      <TrainedMessageHint models={models} />
      {examples.map((example, index) => (
        <ExampleFields
          key={index}
          number={index + 1}
          example={example}
          onChange={(next) => setExamples(examples.map((one, at) => (at === index ? next : one)))}
          onRemove={() => setExamples(examples.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button small icon="plus" onClick={() => setExamples([...examples, { user: "", assistant: "" }])}>
          <Bilingual text={t("chat.addExample")} english="Add an example" />
        </Button>
      </div>
      <div class="row">
        <Button
          kind="main"
          disabled={!isUnsaved.value}
          title={t("chat.saveOther")}
          onClick={() => {
            isAsking.value = true;
          }}
        >
          <Bilingual text={t("chat.save")} english="Save changes" />
        </Button>
        {isUnsaved.value && <Status look={{ tone: "warn", icon: "edit" }}>{t("chat.unsaved")}</Status>}
      </div>
      <ParameterFields />
      {isAsking.value && (
        <Dialog
          title={t("chat.updateTitle")}
          confirm={t("chat.continue")}
          onClose={() => {
            isAsking.value = false;
          }}
          onConfirm={() => {
            isAsking.value = false;
            stopAnswer();
            saveSetup();
          }}
          focusConfirm
        >
          <p>{t("chat.updateText")}</p>
        </Dialog>
      )}
    </section>
  );
}

function ExampleFields(props: {
  readonly number: number;
  readonly example: Example;
  readonly onChange: (next: Example) => void;
  readonly onRemove: () => void;
}) {
  const { example, onChange } = props;
  return (
    <fieldset class="example stack tight">
      <legend>{t("chat.example", { n: props.number })}</legend>
      {(["user", "assistant"] as const).map((role) => (
        <Field key={role} label={t(`role.${role}`)}>
          {(attributes) => (
            <textarea
              {...attributes}
              rows={2}
              value={example[role]}
              onInput={(event) => onChange({ ...example, [role]: event.currentTarget.value })}
            />
          )}
        </Field>
      ))}
      <div>
        <Button small kind="plain" icon="clean" onClick={props.onRemove}>
          {t("chat.removeExample")}
        </Button>
      </div>
    </fieldset>
  );
}
