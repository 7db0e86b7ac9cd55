import type {
  FineTuneCheckpoint,
  FineTuneEstimate,
  FineTuneOptions,
  FineTuneResult,
  FineTuneStep,
} from "../../../training/index.js";
import type { TrainingData } from "./trainer.js";

/** What a training worker is started for: the first message that it gets. */
export type TrainingWorkerTask =
  | {
      readonly kind: "train" | "estimate";
      readonly options: Omit<FineTuneOptions, "data">;
      /** Files that the worker reads: as a message they would block the service and be in memory twice. */
      readonly data: TrainingData;
    }
  | { readonly kind: "measure"; readonly candidates: readonly number[] };

/** What the service tells a running worker. */
export type TrainingWorkerCommand = "cancel" | "pause";

/** What a worker tells the service. */
export type TrainingWorkerReport =
  | { readonly kind: "message"; readonly level: "info" | "warn"; readonly message: string }
  | { readonly kind: "step"; readonly step: FineTuneStep }
  | { readonly kind: "checkpoint"; readonly checkpoint: FineTuneCheckpoint }
  | {
      readonly kind: "removed";
      readonly checkpoint: Pick<FineTuneCheckpoint, "step" | "adapterPath" | "statePath">;
    }
  | { readonly kind: "done"; readonly result: FineTuneResult }
  | { readonly kind: "estimated"; readonly estimate: FineTuneEstimate }
  | { readonly kind: "measured"; readonly speeds: readonly { readonly threads: number; readonly speed: number }[] }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly message: string; readonly code: string; readonly hint: string };
