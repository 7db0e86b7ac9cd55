import { useSignal } from "@preact/signals";
import { putDeployment } from "../../api/actions.js";
import { asFailure, type CallFailure } from "../../api/failure.js";
import type { DeploymentRow } from "../../api-types/index.js";
import { dollars, t } from "../../i18n/index.js";
import { Dialog } from "../../parts/controls/dialog.js";
import { Check, Field, Select } from "../../parts/controls/field.js";
import { readWholeNumber } from "../../parts/controls/read-number.js";
import { FailureNote, Note } from "../../parts/notices/note.js";
import { say } from "../../parts/notices/toasts.js";
import { deployments, findDeployment, tunedModels } from "../../state/records.js";
import { getMe } from "../../state/session.js";

const SKUS = ["Standard", "GlobalStandard", "DataZoneStandard", "ProvisionedManaged", "DeveloperTier"] as const;

/** A name that is still free, made from a wish: Azure allows letters, digits, dots, underscores and dashes, 64 of them. */
export function freeName(wish: string, taken: readonly string[]): string {
  const clean = wish.replace(/[^\w.-]+/g, "-").slice(0, 60);
  if (!taken.includes(clean)) return clean;
  for (let n = 2; ; n++) if (!taken.includes(`${clean}-${n}`)) return `${clean}-${n}`;
}

/** The labs' form of a deployment; everything is filled in, so that a second click suffices. */
export function DeployDialog(props: {
  /** Model to deploy; chosen in the form when absent. */
  readonly model?: string;
  readonly proposedName?: string;
  /** Deployment to change. */
  readonly existing?: DeploymentRow;
  readonly onClose: () => void;
}) {
  const { existing } = props;
  const { models, contentFilters, prices } = getMe();
  const offered = [
    ...models.map(({ name, version }) => ({ name, version })),
    ...tunedModels.value.map(({ id }) => ({ name: id, version: "1" })),
  ];
  const model = useSignal(existing?.model ?? props.model ?? models.find(({ local }) => !local)?.name ?? "");
  const taken = deployments.value.map(({ name }) => name);
  const name = useSignal(existing?.name ?? freeName(props.proposedName ?? model.value, taken));
  const sku = useSignal<string>(existing?.sku ?? "Standard");
  const capacity = useSignal(String(existing?.capacity ?? 5));
  const contentFilter = useSignal(existing?.contentFilter ?? contentFilters[0] ?? "Microsoft.Default");
  const isDynamic = useSignal(existing?.dynamicQuota ?? false);
  const failure = useSignal<CallFailure | undefined>(undefined);
  const isSending = useSignal(false);
  const version = offered.find((offer) => offer.name === model.value)?.version ?? "1";
  const isTuned = !models.some((offer) => offer.name === model.value);
  const price = (prices.hostingPerHour as Readonly<Record<string, number>>)[sku.value];
  const thousands = readWholeNumber(capacity.value);
  const nameFault = /^[\w.-]{2,64}$/.test(name.value) ? undefined : t("deploy.nameFault");
  const capacityFault = thousands !== undefined && thousands >= 1 ? undefined : t("deploy.capacityFault");
  const replaces = existing === undefined && findDeployment(name.value) !== undefined;

  const deploy = async (): Promise<void> => {
    isSending.value = true;
    try {
      await putDeployment({
        name: name.value,
        model: model.value,
        version,
        sku: sku.value,
        capacity: thousands ?? 1,
        contentFilter: contentFilter.value,
        dynamicQuota: isDynamic.value,
      });
      say(t(existing === undefined ? "deploy.started" : "deploy.changed", { name: name.value }));
      props.onClose();
    } catch (error) {
      failure.value = asFailure(error);
    } finally {
      isSending.value = false;
    }
  };

  return (
    <Dialog
      title={existing === undefined ? t("deploy.title") : t("deploy.editTitle", { name: existing.name })}
      confirm={existing === undefined ? t("action.deploy") : t("action.save")}
      canConfirm={nameFault === undefined && capacityFault === undefined && !isSending.value}
      onConfirm={() => void deploy()}
      onClose={props.onClose}
    >
      <Field label={t("deploy.model")} hint={t("deploy.version", { version })}>
        {(attributes) =>
          props.model === undefined ? (
            <Select
              id={attributes.id}
              describedBy={attributes["aria-describedby"]}
              value={model.value}
              options={offered.map((offer) => ({ value: offer.name, label: offer.name }))}
              onChange={(value) => {
                model.value = value;
                if (existing === undefined) name.value = freeName(value, taken);
              }}
            />
          ) : (
            <output id={attributes.id} class="long-name">
              {props.model}
            </output>
          )
        }
      </Field>
      <Field label={t("deploy.name")} fault={nameFault}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            autoComplete="off"
            spellcheck={false}
            readOnly={existing !== undefined}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        )}
      </Field>
      {isTuned && price !== undefined && <p class="small soft">{t("deploy.price", { price: dollars(price) })}</p>}
      {replaces && <Note kind="warn">{t("deploy.replaces")}</Note>}
      <div class="two-columns">
        <Field label={t("deploy.type")}>
          {(attributes) => (
            <Select
              id={attributes.id}
              value={sku.value}
              options={SKUS.map((value) => ({
                value: value as string,
                label: value === "Standard" ? t("deploy.standard") : value,
              }))}
              onChange={(value) => {
                sku.value = value;
              }}
            />
          )}
        </Field>
        <Field label={t("deploy.capacity")} fault={capacityFault}>
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              inputMode="numeric"
              value={capacity.value}
              onInput={(event) => {
                capacity.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
      </div>
      <Field label={t("deploy.filter")}>
        {(attributes) => (
          <Select
            id={attributes.id}
            value={contentFilter.value}
            options={contentFilters.map((value, index) => ({
              value,
              label: index === 0 ? t("deploy.filterDefault") : value,
            }))}
            onChange={(value) => {
              contentFilter.value = value;
            }}
          />
        )}
      </Field>
      <Check
        label={t("deploy.dynamic")}
        checked={isDynamic.value}
        onChange={(checked) => {
          isDynamic.value = checked;
        }}
      />
      {failure.value !== undefined && <FailureNote failure={failure.value} title={t("deploy.failed")} />}
    </Dialog>
  );
}
