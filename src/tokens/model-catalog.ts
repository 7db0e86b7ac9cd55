import type { EncodingName } from "./encodings.js";

/** US dollars per million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
}

/** US dollars per million training tokens, by Azure's kind of training or OpenAI's single one. */
export interface TrainingPrices {
  readonly azureRegional?: number;
  readonly azureGlobal?: number;
  readonly azureDeveloper?: number;
  readonly openai?: number;
}

/** Dates (ISO) after which a model of the labs is no longer what it was when the labs were written. */
export interface Retirement {
  /** Azure: the base model is retired; existing customers may train until `azureTrainingUntil`. */
  readonly azure?: string;
  readonly azureTrainingUntil?: string;
  /** Azure: deployments of its fine-tuned models stop answering. */
  readonly azureDeployments?: string;
  /** OpenAI: model and its fine-tuned models are shut down. */
  readonly openai?: string;
}

/** What the labs need to know about a model that can be fine-tuned. */
export interface ModelFacts {
  /** Name as the labs pass it, without a version's date. */
  readonly name: string;
  readonly version: string;
  readonly encoding: EncodingName;
  readonly methods: readonly ("supervised" | "dpo" | "reinforcement")[];
  /** Prompt and answer together, in tokens. */
  readonly contextTokens: number;
  /** Longest training example, in tokens; longer ones are cut at the end. */
  readonly trainingContextTokens: number;
  readonly trainingPrices: TrainingPrices;
  readonly inferencePrices: TokenPrices;
  readonly retirement: Retirement;
}

/** A dated price list: copy it, change what your contract says, and pass it where an option is called `catalog`. */
export interface ModelCatalog {
  /** Day on which the figures were collected (ISO). */
  readonly asOf: string;
  readonly sources: readonly string[];
  /** US dollars per hour that a deployed fine-tuned model costs on Azure, used or not. */
  readonly hostingPerHour: Readonly<Record<"Standard" | "GlobalStandard" | "DeveloperTier", number>>;
  readonly models: readonly ModelFacts[];
}

const FT_2027 = { azureTrainingUntil: "2027-04-01", azureDeployments: "2027-10-01" };

/**
 * Models, limits, prices and retirement dates as collected on `asOf`.
 *
 * Azure's own price page shows no figures without an account, so its training prices come from an unofficial list;
 * Microsoft's worked example has 2 $ for gpt-4.1 where this list has 3 $. Check yours before a long training.
 */
export const MODEL_CATALOG: ModelCatalog = {
  asOf: "2026-11-21",
  sources: [
    "Limits: MicrosoftDocs/azure-ai-docs articles/foundry/includes/fine-tune-supported-models.md (2026-03)",
    "Azure training prices: third-party calculator (2026-02), unofficial",
    "Azure retirement: MicrosoftDocs/azure-ai-docs concepts-model-retirement-schedule-content.md (2026-07-07)",
    "OpenAI retirement: developers.openai.com/api/docs/deprecations",
  ],
  hostingPerHour: { Standard: 1.7, GlobalStandard: 1.7, DeveloperTier: 0 },
  models: [
    {
      name: "gpt-4o-mini",
      version: "2024-07-18",
      encoding: "o200k_base",
      methods: ["supervised"],
      contextTokens: 128_000,
      trainingContextTokens: 65_536,
      trainingPrices: { azureRegional: 3, azureGlobal: 2.25, azureDeveloper: 1.5, openai: 3 },
      inferencePrices: { input: 0.15, output: 0.6 },
      retirement: { azure: "2026-10-01", openai: "2027-01-14", ...FT_2027 },
    },
    {
      name: "gpt-4o",
      version: "2024-08-06",
      encoding: "o200k_base",
      methods: ["supervised", "dpo"],
      contextTokens: 128_000,
      trainingContextTokens: 65_536,
      trainingPrices: { azureRegional: 25, azureGlobal: 18.75, azureDeveloper: 12.5, openai: 25 },
      inferencePrices: { input: 2.5, output: 10 },
      retirement: { azure: "2026-10-01", openai: "2027-01-14", ...FT_2027 },
    },
    {
      name: "gpt-4.1",
      version: "2025-04-14",
      encoding: "o200k_base",
      methods: ["supervised", "dpo"],
      contextTokens: 128_000,
      trainingContextTokens: 65_536,
      trainingPrices: { azureRegional: 4, azureGlobal: 3, azureDeveloper: 2, openai: 25 },
      inferencePrices: { input: 2, output: 8 },
      retirement: {
        azure: "2026-10-14",
        openai: "2027-01-14",
        azureTrainingUntil: "2027-04-14",
        azureDeployments: "2027-10-14",
      },
    },
    {
      name: "gpt-4.1-mini",
      version: "2025-04-14",
      encoding: "o200k_base",
      methods: ["supervised", "dpo"],
      contextTokens: 128_000,
      trainingContextTokens: 65_536,
      trainingPrices: { azureRegional: 0.8, azureGlobal: 0.6, azureDeveloper: 0.4, openai: 5 },
      inferencePrices: { input: 0.4, output: 1.6 },
      retirement: {
        azure: "2026-10-14",
        openai: "2027-01-14",
        azureTrainingUntil: "2027-04-14",
        azureDeployments: "2027-10-14",
      },
    },
    {
      name: "gpt-4.1-nano",
      version: "2025-04-14",
      encoding: "o200k_base",
      methods: ["supervised", "dpo"],
      contextTokens: 128_000,
      trainingContextTokens: 32_768,
      trainingPrices: { azureRegional: 0.2, azureGlobal: 0.15, azureDeveloper: 0.1, openai: 1.5 },
      inferencePrices: { input: 0.1, output: 0.4 },
      retirement: {
        azure: "2026-10-14",
        openai: "2026-10-23",
        azureTrainingUntil: "2027-04-14",
        azureDeployments: "2027-10-14",
      },
    },
    {
      name: "gpt-35-turbo",
      version: "0125",
      encoding: "cl100k_base",
      methods: ["supervised"],
      contextTokens: 16_385,
      trainingContextTokens: 16_385,
      trainingPrices: { azureRegional: 8, openai: 8 },
      inferencePrices: { input: 3, output: 6 },
      retirement: { openai: "2026-10-23" },
    },
  ],
};

/**
 * Longest example that the embedded service trains on, in tokens; memory grows with the square of it. Longer ones are cut,
 * and one whose answer does not begin before it has nothing left to learn.
 */
export const EMBEDDED_TRAINING_TOKENS = 2048;

/** What providers train on where a model is not in the list. */
const USUAL_TRAINING_TOKENS = 65_536;

/**
 * Longest example that a model is trained on, in tokens. Reports, checks and the embedded service's training ask here, so
 * that they say the same.
 *
 * @example
 * trainingContextOf("gpt-4.1-nano", { embedded: false }); // 32768
 */
export function trainingContextOf(
  model: string | undefined,
  options: { readonly embedded: boolean; readonly catalog?: ModelCatalog | undefined },
): number {
  if (options.embedded) return EMBEDDED_TRAINING_TOKENS;
  return (model && findModelFacts(model, options.catalog)?.trainingContextTokens) || USUAL_TRAINING_TOKENS;
}

/**
 * Finds a model of the catalog by any name under which the labs meet it, or `undefined` when it is not in there.
 *
 * Knows a version's date at the end, Azure's and OpenAI's names of fine-tuned models, and `gpt-3.5-turbo`.
 *
 * @example
 * findModelFacts("gpt-4o-mini-2024-07-18.ft-0e20")?.trainingContextTokens; // 65536
 */
export function findModelFacts(model: string, catalog: ModelCatalog = MODEL_CATALOG): ModelFacts | undefined {
  const plain = model.replace(/^ft:/, "").replace("gpt-3.5-turbo", "gpt-35-turbo");
  return catalog.models
    .filter(({ name }) => plain === name || new RegExp(`^${name.replaceAll(".", "\\.")}[-:.](\\d|ft)`).test(plain))
    .sort((left, right) => right.name.length - left.name.length)[0];
}
