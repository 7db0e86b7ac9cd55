import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { createJob } from "../../../api/actions.js";
import { asFailure, type CallFailure } from "../../../api/failure.js";
import { describeFailure, t } from "../../../i18n/index.js";
import { Button } from "../../../parts/controls/button.js";
import { Field, Select } from "../../../parts/controls/field.js";
import { FailureNote } from "../../../parts/notices/note.js";
import { Page } from "../../../parts/page.js";
import { navigate, route, setQuery, toHash } from "../../../router.js";
import { getMe } from "../../../state/session.js";
import { findFile } from "../../../state/records.js";
import { EstimateCard } from "./estimate-card.js";
import {
  type FieldName,
  fieldOf,
  isNumberRight,
  isSuffixRight,
  type NumberField,
  readForm,
  toJobForm,
} from "./job-form.js";
import { TaskParameters } from "./task-parameters.js";
import { TrainingFile, ValidationFile } from "./training-file.js";

/** The form for a new job, on one page; all of it is in the address. */
export function CreateJob() {
  const { models } = getMe();
  const offered = models.filter(({ fineTuning }) => fineTuning);
  // The labs' names come first: the local model is the last resort of someone who knows it.
  const names = [...offered.filter(({ local }) => !local), ...offered.filter(({ local }) => local)];
  const form = readForm(
    route.value.query,
    names.map(({ name }) => name),
  );
  const model = names.find(({ name }) => name === form.model);
  const failure = useSignal<CallFailure | undefined>(undefined);
  const isSending = useSignal(false);
  const field = failure.value === undefined ? undefined : fieldOf(failure.value);
  const faultOf = (name: FieldName): string | undefined =>
    field === name && failure.value !== undefined ? describeFailure(failure.value) : undefined;

  const areNumbersRight = Object.entries(form.numbers).every(([name, text]) =>
    isNumberRight(name as NumberField, text),
  );
  const isReady =
    form.file !== "" &&
    findFile(form.file)?.status === "processed" &&
    isSuffixRight(form.suffix) &&
    areNumbersRight &&
    !isSending.value;

  const create = async (): Promise<void> => {
    // A key that is held comes again before the page is drawn anew.
    if (!isReady || isSending.peek()) return;
    isSending.value = true;
    failure.value = undefined;
    try {
      const { id } = await createJob(toJobForm(form));
      navigate(toHash(["jobs", id]));
    } catch (error) {
      failure.value = asFailure(error);
      isSending.value = false;
    }
  };

  useEffect(() => {
    const createByKey = (event: KeyboardEvent): void => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void create();
    };
    addEventListener("keydown", createByKey);
    return () => removeEventListener("keydown", createByKey);
  });

  return (
    <Page title={t("createJob.title")}>
      <form
        class="form-page"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <div class="stack">
          <section class="card stack">
            <div class="two-columns">
              <Field
                label={t("jobs.model")}
                hint={t("createJob.version", { version: model?.version ?? "" })}
                fault={faultOf("model")}
              >
                {(attributes) => (
                  <Select
                    id={attributes.id}
                    describedBy={attributes["aria-describedby"]}
                    value={form.model}
                    options={names.map(({ name }) => ({ value: name, label: name }))}
                    onChange={(value) => setQuery({ model: value })}
                  />
                )}
              </Field>
              <Field label={t("createJob.method")}>
                {(attributes) => (
                  <Select
                    id={attributes.id}
                    value={form.method}
                    options={(model?.methods ?? ["supervised"]).map((value) => ({
                      value,
                      label: t(`jobs.method.${value}`),
                    }))}
                    onChange={(value) => setQuery({ method: value === "dpo" ? "dpo" : undefined })}
                  />
                )}
              </Field>
            </div>
            <Field
              label={t("createJob.suffix")}
              hint={
                <>
                  {t("createJob.result")}{" "}
                  <code>
                    {getMe().service.modelId}.ft-…{form.suffix === "" ? "" : `-${form.suffix}`}
                  </code>
                </>
              }
              fault={isSuffixRight(form.suffix) ? faultOf("suffix") : t("createJob.suffixFault")}
            >
              {(attributes) => (
                <input
                  {...attributes}
                  type="text"
                  autoComplete="off"
                  spellcheck={false}
                  value={form.suffix}
                  onInput={(event) => setQuery({ suffix: event.currentTarget.value })}
                />
              )}
            </Field>
          </section>
          <TrainingFile fileId={form.file} method={form.method} fault={faultOf("file")} />
          <section class="card stack">
            <ValidationFile fileId={form.validation} trainingFile={form.file} fault={faultOf("validation")} />
            <TaskParameters form={form} faultOf={faultOf} />
          </section>
        </div>
        <aside class="form-side stack" aria-label={t("createJob.before")}>
          <EstimateCard form={form} />
          {failure.value !== undefined && <FailureNote failure={failure.value} title={t("createJob.refused")} />}
          <Button type="submit" kind="main" disabled={!isReady} title={t("createJob.shortcut")}>
            {t("createJob.create")}
          </Button>
          {form.file === "" && <p class="soft small">{t("createJob.needsFile")}</p>}
        </aside>
      </form>
    </Page>
  );
}
