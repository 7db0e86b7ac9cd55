/** What one step measured. Losses are mean negative log-likelihoods in nats per learned token (DPO: per pair). */
export interface FineTuneStep {
  /** Counts from 1. */
  readonly step: number;
  readonly totalSteps: number;
  /** Counts from 1. */
  readonly epoch: number;
  readonly trainLoss: number;
  /** Share of learned tokens whose most likely prediction is right, 0 to 1. Under DPO the share of pairs ranked right. */
  readonly trainMeanTokenAccuracy: number;
  /** Loss of one validation batch; at intervals only. */
  readonly validLoss?: number;
  readonly validMeanTokenAccuracy?: number;
  /** Loss over all validation examples; at an epoch's end only. */
  readonly fullValidLoss?: number;
  readonly fullValidMeanTokenAccuracy?: number;
  /** DPO only: mean of `beta·(log-ratio of preferred - log-ratio of the other)`. */
  readonly rewardMargin?: number;
  /** Milliseconds of the step itself, without validation. */
  readonly durationMs: number;
}

/** A state that can be used and gone on from; both files are complete on disk. */
export interface FineTuneCheckpoint {
  readonly step: number;
  readonly epoch: number;
  /** GGUF adapter that llama.cpp loads next to the base model. */
  readonly adapterPath: string;
  /** Adapter, optimiser and progress, for `resumeFrom`. */
  readonly statePath: string;
  /** Measurements of the step that the checkpoint was written after. */
  readonly metrics: FineTuneStep;
}

/** What {@link fineTune} tells while it runs, and what it listens to. */
export interface FineTuneReports {
  readonly onMessage?: (level: "info" | "warn", message: string) => void;
  readonly onStep?: (step: FineTuneStep) => void;
  /** After every epoch, and on a pause. */
  readonly onCheckpoint?: (checkpoint: FineTuneCheckpoint) => void;
  /** Before the files of an old checkpoint are deleted. */
  readonly onCheckpointRemoved?: (checkpoint: Pick<FineTuneCheckpoint, "step" | "adapterPath" | "statePath">) => void;
  /** Ends the training within one step: {@link fineTune} rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Ends the training after the step that runs, with a checkpoint and `outcome: "paused"`. */
  readonly pauseSignal?: AbortSignal;
}

/** How a training ended. */
export interface FineTuneResult {
  readonly outcome: "succeeded" | "paused";
  /** Step of the checkpoint to use: the lowest full validation loss if there are validation examples, else the last. */
  readonly bestStep: number;
  /** Step of the last checkpoint. */
  readonly lastStep: number;
  /** Tokens of the examples that were trained on, over all epochs, also those before a resume. */
  readonly trainedTokens: number;
  /** Layers that carry the adapter. */
  readonly layers: number;
}
