import { formatNumber, say } from "../texts/index.js";
import { MODEL_CATALOG } from "../tokens/index.js";

/** What a person should know before a lab: how long it takes and what it costs, by who answers. */
export interface LabFacts {
  /** On this machine, with 2 cores. */
  readonly embeddedTime: () => string;
  readonly realTime: () => string;
  /** In US dollars, on a real provider. */
  readonly realCost: () => string;
  /** Whether it cannot be done without a model that may be fine-tuned. */
  readonly tunes?: boolean;
  /** Model that the lab's original text fine-tunes or asks, if it has been retired or closed since. */
  readonly originalModel?: string;
}

/** US dollars an hour that a deployed tuned model costs. */
const hour = (): string => formatNumber(MODEL_CATALOG.hostingPerHour.Standard, { fixed: 2 });
const cents = (amount: number): string => formatNumber(amount, { fixed: 2 });

/** The labs by the name that {@link openLab} takes. */
export const LABS = {
  welcome: {
    embeddedTime: () => say("lab.minutes", { n: 2 }),
    realTime: () => say("lab.minutes", { n: 2 }),
    realCost: () => say("lab.under", { amount: cents(0.01) }),
  },
  "fine-tune": {
    embeddedTime: () => say("lab.minutesTraining", { n: 15 }),
    realTime: () => say("lab.hourOrMore"),
    realCost: () => say("lab.tuneCost", { hour: hour() }),
    originalModel: "gpt-4o-mini-2024-07-18",
    tunes: true,
  },
  databricks: {
    embeddedTime: () => say("lab.minutesTraining", { n: 10 }),
    realTime: () => say("lab.hourOrMore"),
    realCost: () => say("lab.databricksCost", { hour: hour() }),
    originalModel: "gpt-4o",
    tunes: true,
  },
  evaluate: {
    embeddedTime: () => say("lab.minutes", { n: 1 }),
    realTime: () => say("lab.minutes", { n: 10 }),
    realCost: () => say("lab.underJudge", { amount: cents(0.5) }),
    originalModel: "gpt-35-turbo",
  },
  simulate: {
    embeddedTime: () => say("lab.minutes", { n: 4 }),
    realTime: () => say("lab.minutes", { n: 15 }),
    realCost: () => say("lab.underModel", { amount: cents(0.5) }),
    originalModel: "gpt-4o",
  },
} satisfies Record<string, LabFacts>;

/** Name of a lab. */
export type LabName = keyof typeof LABS;
