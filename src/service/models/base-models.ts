/** A provider's model name that requests may use, and what the provider has said about its end. */
export interface BaseModel {
  readonly name: string;
  /** Version on Azure, `1` where the name has none. */
  readonly version: string;
  /** Day on which the provider retires it (ISO 8601), if one is known. */
  readonly retirementDate?: string;
  readonly fineTuning: boolean;
}

/**
 * The names of the labs, their versions and their retirement dates as published by Microsoft on 2026-07-07.
 *
 * All of them are answered by the one local model; answers and events carry that model's name.
 */
export const BASE_MODELS: readonly BaseModel[] = [
  { name: "gpt-4o", version: "2024-08-06", retirementDate: "2026-10-01", fineTuning: true },
  { name: "gpt-4o-mini", version: "2024-07-18", retirementDate: "2026-10-01", fineTuning: true },
  { name: "gpt-4.1", version: "2025-04-14", retirementDate: "2026-10-14", fineTuning: true },
  { name: "gpt-4.1-mini", version: "2025-04-14", retirementDate: "2026-10-14", fineTuning: true },
  { name: "gpt-4.1-nano", version: "2025-04-14", retirementDate: "2026-10-14", fineTuning: true },
  { name: "gpt-35-turbo", version: "0125", fineTuning: true },
  { name: "gpt-3.5-turbo", version: "0125", fineTuning: true },
];

/**
 * Finds the provider's model that a name means: with or without its version, or the local model's own name.
 *
 * @example
 * findBaseModel("gpt-4o-mini-2024-07-18", "smollm2-135m-instruct"); // { name: "gpt-4o-mini", … }
 */
export function findBaseModel(name: string, localModelId: string): BaseModel | undefined {
  if (name === localModelId) return { name: localModelId, version: "1", fineTuning: true };
  return BASE_MODELS.find(
    (model) =>
      name === model.name ||
      name === `${model.name}-${model.version}` ||
      // Dated names of other versions of the same model, such as gpt-4o-2024-11-20 or gpt-35-turbo-1106.
      (name.startsWith(`${model.name}-`) && /^(\d{4}|\d{4}-\d{2}-\d{2})$/.test(name.slice(model.name.length + 1))),
  );
}
