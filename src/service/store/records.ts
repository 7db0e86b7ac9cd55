/** Purposes of a file that the service accepts or makes. */
export type FilePurpose = "fine-tune" | "fine-tune-results" | "evals" | "batch" | "assistants" | "user_data" | "vision";

/** A file; its content lies in `files/<id>` of the data directory. */
export interface FileRecord {
  readonly id: string;
  readonly bytes: number;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly filename: string;
  readonly purpose: FilePurpose;
  /** SHA-256 of the content, 64 hexadecimal digits. */
  readonly sha256: string;
  /** `running` only while an import is under way; a client sees `pending` until {@link readyAt}. */
  readonly status: "running" | "processed" | "error";
  /** Unix milliseconds at which processing counts as done. */
  readonly readyAt: number;
  /** Why the status is `error`. */
  readonly statusDetails?: string;
  /** Of a file for fine-tuning: its lines, and those of them that can be trained on here. Earlier versions did not count. */
  readonly counts?: { readonly lines: number; readonly examples: number };
  /** Present while an import of this address is under way. */
  readonly importUrl?: string;
}

/** States of a job, finer than either dialect shows them. */
export type JobStatus =
  "validating_files" | "queued" | "running" | "pausing" | "paused" | "succeeded" | "failed" | "cancelled";

/** Dialect of the request that made an object; ids and texts follow it. */
export type DialectName = "azure" | "openai";

/** Hyperparameters as asked for. */
export interface RequestedHyperparameters {
  readonly nEpochs: number | "auto";
  readonly batchSize: number | "auto";
  readonly learningRateMultiplier: number | "auto";
  readonly beta?: number | "auto";
  /** DPO without the frozen base as reference. */
  readonly referenceFree?: true;
  /** Supervised: whether plain answers are replayed beside the examples. Earlier versions did not ask. */
  readonly replay?: boolean | "auto";
}

/** A checkpoint of a job that can be deployed. */
export interface CheckpointRecord {
  readonly id: string;
  readonly createdAt: number;
  readonly step: number;
  readonly epoch: number;
  /** Name under which it can be deployed. */
  readonly modelId: string;
  /** File names in the job's folder. */
  readonly adapterFile: string;
  /** SHA-256 of the adapter's file; earlier versions did not record it. */
  readonly adapterSha256?: string;
  readonly stateFile: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** A fine-tuning job. */
export interface JobRecord {
  readonly id: string;
  readonly dialect: DialectName;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** Base model as named in the request. */
  readonly model: string;
  readonly trainingFile: string;
  readonly validationFile?: string;
  readonly method: "supervised" | "dpo";
  readonly requested: RequestedHyperparameters;
  /** What the providers' rules made of `auto`; known once the files are validated. */
  readonly resolved?: {
    readonly nEpochs: number;
    readonly batchSize: number;
    readonly learningRateMultiplier: number;
    readonly beta?: number;
    readonly referenceFree?: true;
    readonly replay?: true;
  };
  readonly seed: number;
  readonly suffix?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly trainingType?: string;
  readonly status: JobStatus;
  readonly error?: { readonly code: string; readonly message: string; readonly param: string | null };
  /** Examples after validation. */
  readonly trainingExamples?: number;
  readonly fineTunedModel?: string;
  readonly resultFiles: readonly string[];
  readonly trainedTokens?: number;
  readonly estimatedFinish?: number;
  readonly checkpoints: readonly CheckpointRecord[];
  /** Where training goes on after a pause or a crash. */
  readonly resume?: { readonly step: number; readonly stateFile: string };
  /** Checkpoint that `fineTunedModel` is. */
  readonly bestStep?: number;
}

/** A line of a job's history. */
export interface JobEvent {
  readonly id: string;
  readonly createdAt: number;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly type: "message" | "metrics";
  readonly data: Readonly<Record<string, unknown>>;
}

/** A tuned model that can be deployed: the result of a job or one of its checkpoints. */
export interface TunedModelRecord {
  readonly id: string;
  readonly jobId: string;
  readonly createdAt: number;
  /** Base model as named in the job. */
  readonly baseModel: string;
  /** Local model whose weights the adapter changes. */
  readonly localModel: string;
  /** Path relative to the data directory. */
  readonly adapterFile: string;
  /** SHA-256 of the adapter's file; earlier versions did not record it. */
  readonly adapterSha256?: string;
}

/** A name under which a model answers. */
export interface DeploymentRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly sku: { readonly name: string; readonly capacity: number };
  readonly model: {
    readonly format: string;
    readonly name: string;
    readonly version: string;
    readonly source?: string;
  };
  readonly raiPolicyName?: string;
  readonly versionUpgradeOption?: string;
  readonly dynamicThrottlingEnabled?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** Unix milliseconds at which it becomes usable; it is `Creating` until then. */
  readonly readyAt: number;
  readonly etag: string;
}

/** A large file that arrives in parts. */
export interface UploadRecord {
  readonly id: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly filename: string;
  readonly purpose: FilePurpose;
  readonly bytes: number;
  readonly mimeType: string;
  readonly status: "pending" | "completed" | "cancelled" | "expired";
  readonly parts: readonly { readonly id: string; readonly bytes: number }[];
  readonly fileId?: string;
}

/** What the store keeps, by collection. */
export interface Collections {
  readonly files: FileRecord;
  readonly jobs: JobRecord;
  readonly models: TunedModelRecord;
  readonly deployments: DeploymentRecord;
  readonly uploads: UploadRecord;
  /** Facts about the store itself, such as that the first deployments were made. */
  readonly settings: { readonly value: unknown };
}

/** Name of a collection. */
export type CollectionName = keyof Collections;

export const COLLECTIONS: readonly CollectionName[] = ["files", "jobs", "models", "deployments", "uploads", "settings"];
