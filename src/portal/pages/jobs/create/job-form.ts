import type { JobForm } from "../../../api/actions.js";
import type { CallFailure } from "../../../api/failure.js";
import { readNumber, readWholeNumber } from "../../../parts/controls/read-number.js";

/** Bounds of the numbers as the service has them. */
const LIMITS = {
  n_epochs: { min: 1, max: 50, isWhole: true },
  batch_size: { min: 1, max: 256, isWhole: true },
  learning_rate_multiplier: { min: 0, max: 100, isWhole: false },
  beta: { min: 0, max: 2, isWhole: false },
  seed: { min: 0, max: 2 ** 31 - 1, isWhole: true },
} as const;

export type NumberField = keyof typeof LIMITS;

/** Fields of the form as they stand in the page's address, so that a reload or a sent link loses nothing. */
export interface FormTexts {
  readonly model: string;
  readonly method: "supervised" | "dpo";
  readonly file: string;
  readonly validation: string;
  readonly suffix: string;
  readonly numbers: Readonly<Record<NumberField, string>>;
}

/** Reads the form from the address; a model that is not offered gives way to the first. */
export function readForm(query: URLSearchParams, models: readonly string[]): FormTexts {
  const text = (name: string): string => query.get(name) ?? "";
  const numbers = Object.fromEntries(Object.keys(LIMITS).map((name) => [name, text(name)]));
  return {
    model: models.includes(text("model")) ? text("model") : (models[0] ?? ""),
    method: text("method") === "dpo" ? "dpo" : "supervised",
    file: text("file"),
    validation: text("validation"),
    suffix: text("suffix"),
    numbers: numbers as Record<NumberField, string>,
  };
}

/** The number of a field as it was typed; `undefined` when it is empty or none. */
export function numberOf(name: NumberField, text: string): number | undefined {
  return LIMITS[name].isWhole ? readWholeNumber(text) : readNumber(text);
}

/** Whether a number's text can be sent; an empty one leaves the choice to the service. */
export function isNumberRight(name: NumberField, text: string): boolean {
  if (text.trim() === "") return true;
  const { min, max, isWhole } = LIMITS[name];
  const value = numberOf(name, text);
  if (value === undefined || value > max) return false;
  return isWhole ? value >= min : value > min;
}

/** Azure's rule for a suffix. */
export const isSuffixRight = (suffix: string): boolean => /^[A-Za-z0-9_-]{0,40}$/.test(suffix);

/** What is sent. */
export function toJobForm(form: FormTexts): JobForm {
  const names = ["n_epochs", "batch_size", "learning_rate_multiplier", ...(form.method === "dpo" ? ["beta"] : [])];
  const hyperparameters = Object.fromEntries(
    names.flatMap((name) => {
      const value = numberOf(name as NumberField, form.numbers[name as NumberField]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const seed = numberOf("seed", form.numbers.seed);
  return {
    model: form.model,
    method: form.method,
    trainingFile: form.file,
    hyperparameters,
    validationFile: form.validation || undefined,
    suffix: form.suffix || undefined,
    seed,
  };
}

/** Fields by the words of the service's messages; Azure's errors name no field. */
const FIELD_WORDS = [
  ["suffix", /suffix/i],
  ["validation", /validation_file/i],
  ["file", /training_file|\bfile\b/i],
  ["n_epochs", /n_epochs/],
  ["batch_size", /batch_size/],
  ["learning_rate_multiplier", /learning_rate/],
  ["beta", /\bbeta\b/],
  ["seed", /\bseed\b/],
  ["model", /\bmodel\b/i],
] as const;

export type FieldName = (typeof FIELD_WORDS)[number][0];

/** The field that a refusal is about, so that it is shown there. */
export function fieldOf(failure: CallFailure): FieldName | undefined {
  const named = FIELD_WORDS.find(([, words]) => words.test(failure.details.param ?? ""));
  return (named ?? FIELD_WORDS.find(([, words]) => words.test(failure.message)))?.[0];
}
