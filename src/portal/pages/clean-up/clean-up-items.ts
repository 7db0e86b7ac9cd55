import { deleteDeployment, deleteFile, deleteModel } from "../../api/actions.js";
import { asFailure } from "../../api/failure.js";
import type { MadeAnswer } from "../../api-types/index.js";
import { bytes, describeFailure } from "../../i18n/index.js";
import { deployments, files, tunedModels } from "../../state/records.js";
import { getMe } from "../../state/session.js";

/** In the order in which they must go: a model that is deployed cannot be deleted. */
export const GROUPS = ["deployment", "model", "file"] as const;

/** Something that was made and can be deleted. */
export interface CleanUpItem {
  readonly kind: (typeof GROUPS)[number];
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  /** US dollars a month on Azure. */
  readonly perMonth: number;
}

export const itemKey = ({ kind, id }: CleanUpItem): string => `${kind} ${id}`;

/** All that is there, in the order of the groups. */
export function allItems(): CleanUpItem[] {
  const { hoursPerMonth } = getMe().prices;
  return [
    ...deployments.value.map((row) => ({
      kind: "deployment" as const,
      id: row.name,
      name: row.name,
      detail: row.jobId === null ? row.model : "",
      perMonth: row.azurePerHour * hoursPerMonth,
    })),
    ...tunedModels.value.map(({ id }) => ({ kind: "model" as const, id, name: id, detail: "", perMonth: 0 })),
    ...files.value.map((row) => ({
      kind: "file" as const,
      id: row.id,
      name: row.filename,
      detail: `${row.purpose} · ${bytes(row.bytes)}`,
      perMonth: 0,
    })),
  ];
}

/** Notebooks that made something of this service. */
export function makerOf({ kind, id }: CleanUpItem, made: MadeAnswer["made"]): readonly string[] {
  const makers = made.filter((thing) => thing.endpoint === "embedded" && thing.kind === kind && thing.id === id);
  return [...new Set(makers.map(({ notebook }) => notebook))];
}

/** What each notebook made and is still there, by the notebook's name. */
export function makersOf(
  items: readonly CleanUpItem[],
  made: MadeAnswer["made"],
): ReadonlyMap<string, readonly CleanUpItem[]> {
  const makers = new Map<string, CleanUpItem[]>();
  for (const item of items) {
    for (const notebook of makerOf(item, made)) makers.set(notebook, [...(makers.get(notebook) ?? []), item]);
  }
  return makers;
}

const DELETERS: Readonly<Record<CleanUpItem["kind"], (id: string) => Promise<unknown>>> = {
  deployment: deleteDeployment,
  model: deleteModel,
  file: deleteFile,
};

/** Deletes one after the other; what one of them cannot do does not keep the others from going. */
export async function deleteItems(
  items: readonly CleanUpItem[],
): Promise<{ readonly deleted: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  for (const { kind, id, name } of items) {
    try {
      await DELETERS[kind](id);
    } catch (error) {
      problems.push(`${name}: ${describeFailure(asFailure(error))}`);
    }
  }
  return { deleted: items.length - problems.length, problems };
}
