/**
 * Body of `POST session`: the one-time token of the address's fragment, `#token=TOKEN` or
 * `#token=TOKEN&to=ENCODED_ROUTE` (`to` is a hash route such as `/jobs/ftjob-1/metrics`; go there with
 * `history.replaceState` before the first call, so that the token does not stay in the history).
 *
 * A page that holds a proof asks `me` first and leaves the token alone when that is answered.
 */
export interface SignInRequest {
  readonly token: string;
}

/** Answer of `POST session`, with the session's cookie. 401 `token_used` for a token that is unknown, over or used. */
export interface Session {
  /** Goes into `localStorage` and into {@link PROOF_HEADER}. */
  readonly proof: string;
  readonly expiresAt: number;
}

/** What does not change while the page is open. */
export interface Me {
  readonly session: { readonly expiresAt: number };
  readonly service: {
    /** Changes with each start of the service. */
    readonly startId: string;
    readonly version: string;
    readonly startedAt: number;
    readonly dataDirectory: string;
    /** The local model that answers under every name. */
    readonly modelId: string;
    /** Tokens that the model can hold, prompt and answer together; left out when it is not known. */
    readonly contextLength?: number;
  };
  /** Value for `api-version` under `portal/rest/openai/` and under `portal/rest/subscriptions/`. */
  readonly apiVersions: { readonly data: string; readonly management: string };
  /** `subscriptions/…/accounts/…`: goes between `portal/rest/` and `/deployments`. */
  readonly managementPath: string;
  /** Folder or server address of the runs; `null` when the service was started without a run store. */
  readonly runStore: string | null;
  readonly switches: Switches;
  /** Models that can be deployed or tuned: the local one, then the labs' names for it. */
  readonly models: readonly ModelChoice[];
  /** Names of the content filters that a deployment may have. */
  readonly contentFilters: readonly string[];
  readonly prices: {
    /** ISO day on which the figures were collected. */
    readonly asOf: string;
    readonly hostingPerHour: Readonly<Record<"Standard" | "GlobalStandard" | "DeveloperTier", number>>;
    /** Hours of a month as cloud price lists count them. */
    readonly hoursPerMonth: number;
  };
}

/** A base model as the forms offer it. */
export interface ModelChoice {
  readonly name: string;
  readonly version: string;
  readonly fineTuning: boolean;
  readonly methods: readonly ("supervised" | "dpo")[];
  /** ISO day; `null` when none is known. */
  readonly retirementDate: string | null;
  /** True for the model that really answers. */
  readonly local: boolean;
  /** US dollars per million training tokens on Azure; `null` when unknown. */
  readonly trainingPrice: number | null;
}

/** Teaching switches: all values, and the names of those that differ from their default. */
export interface Switches {
  readonly values: Readonly<Record<string, boolean | number | string>>;
  readonly active: readonly string[];
}
