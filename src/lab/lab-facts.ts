/** What a person should know before a lab: how long it takes and what it costs, by who answers. */
export interface LabFacts {
  readonly title: string;
  /** On this machine, with 2 cores. */
  readonly embeddedTime: string;
  readonly realTime: string;
  /** In US dollars, on a real provider. */
  readonly realCost: string;
  /** Model that the lab's original text fine-tunes or asks, if it has been retired or closed since. */
  readonly originalModel?: string;
}

/** The labs by the name that {@link openLab} takes. */
export const LABS = {
  welcome: {
    title: "Welcome",
    embeddedTime: "about 2 minutes",
    realTime: "about 2 minutes",
    realCost: "under 0.01 $",
  },
  "fine-tune": {
    title: "Fine-tune a model",
    embeddedTime: "about 5 minutes, training included",
    realTime: "1 hour or more: jobs queue, train and deploy",
    realCost: "training under 1 $ for the lab's data, then 1.70 $ an hour while the tuned model is deployed",
    originalModel: "gpt-4o-mini-2024-07-18",
  },
  databricks: {
    title: "Fine-tune a model from Databricks",
    embeddedTime: "about 5 minutes, training included",
    realTime: "1 hour or more: jobs queue, train and deploy",
    realCost: "training under 1 $, 1.70 $ an hour while the tuned model is deployed, and the cluster's own price",
    originalModel: "gpt-4o",
  },
  evaluate: {
    title: "Evaluate answers",
    embeddedTime: "about 5 minutes",
    realTime: "about 10 minutes",
    realCost: "under 0.50 $ with a small judge",
    originalModel: "gpt-35-turbo",
  },
  simulate: {
    title: "Synthetic data",
    embeddedTime: "about 4 minutes",
    realTime: "about 15 minutes",
    realCost: "under 0.50 $ with a small model",
    originalModel: "gpt-4o",
  },
} satisfies Record<string, LabFacts>;

/** Name of a lab. */
export type LabName = keyof typeof LABS;
