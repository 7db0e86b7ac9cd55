import type { DialectName, JobRecord, JobStatus, TunedModelRecord } from "../store/index.js";

/** An error of files and jobs, which Azure words and codes in its own way. */
export interface DialectError {
  readonly message: string;
  /** Code in Azure's authoring API, for example `invalidPayload`. */
  readonly azureCode: string;
  /** Code in the OpenAI API, if it has one. */
  readonly openaiCode?: string | null;
  readonly param?: string | null;
}

/** How an error's body is laid out and what it holds beside the message. */
export interface ErrorForm {
  readonly shape: "azure" | "openai";
  readonly code: string | null;
  readonly param?: string | null;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What the text of a step tells. */
export interface StepLosses {
  readonly step: number;
  readonly totalSteps: number;
  readonly trainLoss: number;
  readonly validLoss?: number | undefined;
  readonly fullValidLoss?: number | undefined;
}

/** A base model as the lists of models tell it. */
export interface ListedModel {
  readonly id: string;
  readonly canBeTuned: boolean;
  /** Unix seconds; `undefined` when it is not retired at any time. */
  readonly retiresAt: number | undefined;
  readonly isRetired: boolean;
}

type Body = Record<string, unknown>;

/** Everything in which Azure's way of the API and OpenAI's differ: states, ids, texts, bodies and limits. */
export interface Dialect {
  /** As it stands in records. */
  readonly name: DialectName;
  /** Beginning of its addresses. */
  readonly prefix: "/openai" | "/openai/v1";

  errorForm(error: DialectError): ErrorForm;
  notFoundText(kind: string, id: string): string;

  readonly files: {
    /** Whether an upload is answered before anybody has looked into the file, with 201 and the address of the record. */
    readonly looksLater: boolean;
    /** Most files for fine-tuning, and their bytes together; `undefined` without a limit. */
    readonly limits: { readonly files: number; readonly bytes: number } | undefined;
    /** Members of a record that only this dialect has. */
    readonly more: Readonly<Body>;
  };

  readonly jobs: {
    /** Whether a new job is answered with 201 and its address. */
    readonly tellsAddress: boolean;
    readonly organization: string | null;
    /** A list of result files in which nothing is yet. */
    readonly noResultFiles: readonly string[] | null;
    /** Status of the error when a job cannot be changed in its state. */
    readonly wrongStateStatus: 400 | 409;
    readonly longestSuffix: number;
    /** Whether a model that cannot be tuned is told apart from one that is not there. */
    readonly explainsModel: boolean;
    status(status: JobStatus): string;
    /** A hyperparameter that is not known before validation; `azure` is what Azure says then. */
    unresolved(azure: number): number | "auto";
    createdTexts(job: JobRecord): readonly string[];
    readonly validatedText: string;
    readonly startedText: string;
    stepText(step: StepLosses): string;
    /** Texts between the last step and the success. */
    readonly finishingTexts: readonly string[];
    /** Texts after a success, in their order. */
    succeededTexts(job: JobRecord): readonly string[];
    readonly checkpointIdPrefix: string;
    /** Name of a tuned model, from the digits of its job's id. */
    tunedModelName(localModel: string, digits: string, suffix: string | undefined): string;
    readonly results: {
      readonly filename: string;
      readonly columns: readonly (readonly [column: string, metric: string])[];
      /** What stands for a value that was not measured. */
      readonly missing: string;
    };
  };

  readonly models: {
    /** Whether the list of models has the deployments too. */
    readonly listsDeployments: boolean;
    baseBody(model: ListedModel): Body;
    tunedBody(model: TunedModelRecord): Body;
    /** Body of the answer to a deletion; `undefined` is 204. */
    deletedBody(id: string): Body | undefined;
  };

  readonly chat: {
    /** Whether answers carry the annotations of a content filter. */
    readonly hasContentFilter: boolean;
  };
}
