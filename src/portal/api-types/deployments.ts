/** A deployment as the list shows it. */
export interface DeploymentRow {
  readonly name: string;
  readonly createdAt: number;
  readonly model: string;
  readonly version: string;
  /** `Standard`, `GlobalStandard`, … */
  readonly sku: string;
  /** Thousands of tokens a minute. */
  readonly capacity: number;
  readonly state: "Creating" | "Succeeded";
  /** When a deployment that is being created will be usable. */
  readonly readyAt: number;
  readonly contentFilter: string | null;
  readonly dynamicQuota: boolean;
  /** The local model that really answers. */
  readonly answeredBy: string;
  /** Job whose model it is; `null` for a base model. */
  readonly jobId: string | null;
  /** US dollars an hour on Azure, used or not; 0 for a base model. */
  readonly azurePerHour: number;
  /** Made by the service at its first start. */
  readonly isDefault: boolean;
}

/** A tuned model, deployed or not. */
export interface TunedModelRow {
  readonly id: string;
  readonly jobId: string;
  readonly createdAt: number;
  /** Base model as named in the job. */
  readonly baseModel: string;
}

/** Answer of `portal/api/deployments`. */
export interface DeploymentsAnswer {
  readonly deployments: readonly DeploymentRow[];
  readonly tunedModels: readonly TunedModelRow[];
  readonly quota: readonly QuotaRow[];
}

/** Quota of a model and a type, in thousands of tokens a minute. */
export interface QuotaRow {
  readonly model: string;
  readonly sku: string;
  readonly used: number;
  readonly limit: number;
}
