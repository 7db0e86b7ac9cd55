import { findModelFacts, MODEL_CATALOG } from "../../../tokens/index.js";
import { inspectModel } from "../../../training/index.js";
import { BASE_MODELS, type BaseModel } from "../../models/base-models.js";
import { ACCOUNT, type ServiceContext } from "../../context.js";

/** Hours of a month as cloud price lists count them. */
const HOURS_PER_MONTH = 730;

/** Names of content filters that the labs' forms offer; the service takes any and applies none but a teaching switch's. */
const CONTENT_FILTERS = ["Microsoft.DefaultV2", "Microsoft.Default"];

/** What the page asks first: who answers, under which names and prices. */
export async function describeService(context: ServiceContext, session: { readonly expiresAt: number }) {
  const { portal, engine, store } = context;
  const local: BaseModel = { name: engine.modelId, version: "1", fineTuning: true };
  return {
    session,
    service: {
      startId: portal.feed.startId,
      version: portal.version,
      startedAt: portal.startedAt,
      dataDirectory: store.directory,
      modelId: engine.modelId,
      ...contextLengthOf(engine.modelPath),
    },
    apiVersions: { data: "2024-10-21", management: "2023-05-01" },
    managementPath: `subscriptions/${ACCOUNT.subscription}/resourceGroups/${ACCOUNT.resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${ACCOUNT.account}`,
    runStore: (await portal.runs?.())?.store ?? null,
    switches: showSwitches(context),
    models: [local, ...BASE_MODELS].map((model) => toModelChoice(model, model === local)),
    contentFilters: CONTENT_FILTERS,
    prices: {
      asOf: MODEL_CATALOG.asOf,
      hostingPerHour: MODEL_CATALOG.hostingPerHour,
      hoursPerMonth: HOURS_PER_MONTH,
    },
  };
}

/** Longest prompt and answer together in tokens, from the model's file; nothing where that cannot be read. */
function contextLengthOf(modelPath: string): { readonly contextLength?: number } {
  try {
    return { contextLength: inspectModel(modelPath).contextLength };
  } catch {
    return {};
  }
}

/** The teaching switches as the banner shows them. */
export function showSwitches({ switches }: Pick<ServiceContext, "switches">) {
  return { values: switches.values, active: switches.active };
}

function toModelChoice({ name, version, fineTuning, retirementDate }: BaseModel, local: boolean) {
  return {
    name,
    version,
    fineTuning,
    methods: fineTuning ? (["supervised", "dpo"] as const) : [],
    retirementDate: retirementDate ?? null,
    local,
    trainingPrice: findModelFacts(name)?.trainingPrices.azureRegional ?? null,
  };
}
