import { TunelabError } from "../../../core/index.js";
import { estimateFineTune, fineTune, inspectModel, measureSpeed } from "../../../training/index.js";
import { isDiskFull, storageError } from "../../store/index.js";
import { loadTrainingData } from "../data/load-training-data.js";
import type { TrainingWorkerCommand, TrainingWorkerReport, TrainingWorkerTask } from "./training-worker-messages.js";

const cancelled = new AbortController();
const paused = new AbortController();

if (process.send) {
  // Without the service nobody records what is measured here, so training on would only take memory.
  process.on("disconnect", () => process.exit(0));
  process.once("message", (task: TrainingWorkerTask) => {
    process.on("message", (command: TrainingWorkerCommand) => (command === "pause" ? paused : cancelled).abort());
    void perform(task).then((end) => process.send?.(end, () => process.disconnect()));
  });
}

/** Does the worker's one task and resolves with how it ended; never rejects. */
async function perform(task: TrainingWorkerTask): Promise<TrainingWorkerReport> {
  const tell = (report: TrainingWorkerReport): void => void process.send?.(report);
  try {
    if (task.kind === "measure") {
      const speeds: { threads: number; speed: number }[] = [];
      for (const threads of task.candidates) speeds.push({ threads, speed: await measureSpeed({ threads }) });
      return { kind: "measured", speeds };
    }
    const data = await loadTrainingData(task.data);
    if (task.kind === "estimate") {
      const { modelPath, ...options } = task.options;
      return { kind: "estimated", estimate: estimateFineTune(inspectModel(modelPath), { ...options, data }) };
    }
    const result = await fineTune(
      { ...task.options, data },
      {
        signal: cancelled.signal,
        pauseSignal: paused.signal,
        onMessage: (level, message) => tell({ kind: "message", level, message }),
        onStep: (step) => tell({ kind: "step", step }),
        onCheckpoint: (checkpoint) => tell({ kind: "checkpoint", checkpoint }),
        onCheckpointRemoved: (checkpoint) => tell({ kind: "removed", checkpoint }),
      },
    );
    return { kind: "done", result };
  } catch (error) {
    return cancelled.signal.aborted ? { kind: "cancelled" } : failure(error);
  }
}

function failure(error: unknown): TrainingWorkerReport {
  if (TunelabError.isInstance(error)) {
    return { kind: "failed", message: error.message, code: error.code, hint: error.hint };
  }
  if (isDiskFull((error as NodeJS.ErrnoException | undefined)?.code)) {
    const { message, code, hint } = storageError("the job's checkpoint", error);
    return { kind: "failed", message, code, hint };
  }
  return {
    kind: "failed",
    message: `The training failed: ${error instanceof Error ? error.message : String(error)}`,
    code: "training_failed",
    hint: "Look at the service's log; if the disk or the memory was full, free some and create the job again.",
  };
}
