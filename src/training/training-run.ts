import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { makeFolder, TunelabError, seededRandom, shuffled } from "../core/index.js";
import type { Adam } from "./optimiser/adam.js";
import { exportAdapter, type Adapter } from "./adapter/adapter.js";
import { writeState, type TrainingProgress } from "./adapter/checkpoint.js";
import { replayedAnswers, type FineTunePlan } from "./fine-tune-options.js";
import type { FineTuneCheckpoint, FineTuneReports, FineTuneResult, FineTuneStep } from "./fine-tune-reports.js";
import { baseLearningRate, scheduledShare } from "./optimiser/learning-rate.js";
import type { ModelConfig } from "./model/model-config.js";
import type { Measures, Objective } from "./objectives/objective.js";

/** What a {@link TrainingRun} works with. */
export interface TrainingRunParts {
  readonly config: ModelConfig;
  readonly plan: FineTunePlan;
  readonly objective: Objective;
  readonly adapter: Adapter;
  readonly optimiser: Adam;
  readonly fingerprint: string;
  /** Where a resumed training stood. */
  readonly progress?: TrainingProgress;
  readonly reports: FineTuneReports;
  readonly signal?: AbortSignal;
  readonly now?: () => number;
}

const FIRST_ORDER_STREAM = 1;

/** The loop of a training: steps, validation, checkpoints. All that it decides follows from seed, data and step number. */
export class TrainingRun {
  readonly #stepsPerEpoch: number;
  readonly #totalSteps: number;
  readonly #now: () => number;
  #order: { readonly epoch: number; readonly indices: readonly number[] } | undefined;
  #keptSteps: readonly number[];
  #step: number;
  #trainedTokens: number;
  #epochLosses: TrainingProgress["epochLosses"];
  readonly #parts: TrainingRunParts;

  constructor(parts: TrainingRunParts) {
    this.#parts = parts;
    const { plan, objective, progress } = parts;
    this.#stepsPerEpoch = Math.ceil(objective.trainingCount / plan.batchSize);
    this.#totalSteps = this.#stepsPerEpoch * plan.epochs;
    this.#now = parts.now ?? (() => performance.now());
    this.#step = progress?.step ?? 0;
    this.#trainedTokens = progress?.trainedTokens ?? 0;
    this.#epochLosses = progress?.epochLosses ?? [];
    this.#keptSteps = progress?.keptSteps ?? [];
  }

  async run(): Promise<FineTuneResult> {
    const { reports, signal, objective, plan } = this.#parts;
    await makeFolder(plan.outputDirectory);
    removeHalfWritten(plan.outputDirectory);
    if (this.#step === 0 && objective.validationCount > 0) {
      const { loss, accuracy } = await objective.validate(this.#allValidation());
      reports.onMessage?.(
        "info",
        `Before training: validation loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}.`,
      );
    }
    while (this.#step < this.#totalSteps) {
      // Training blocks its thread; here messages such as a cancellation get their turn.
      await nextTurn();
      signal?.throwIfAborted();
      const step = await this.#trainStep();
      reports.onStep?.(step);
      const epochEnds = step.step % this.#stepsPerEpoch === 0;
      if (epochEnds && step.fullValidLoss !== undefined) {
        this.#epochLosses = [...this.#epochLosses, { step: step.step, loss: step.fullValidLoss }];
      }
      await nextTurn();
      const pausing = reports.pauseSignal?.aborted === true && step.step < this.#totalSteps;
      if (epochEnds || pausing) this.#writeCheckpoint(step);
      if (pausing) return this.#result("paused");
      if (epochEnds && this.#shouldStopEarly()) {
        reports.onMessage?.(
          "info",
          `Stopped after epoch ${step.epoch}: the validation loss has not fallen for ${this.#parts.plan.earlyStoppingEpochs} epochs.`,
        );
        break;
      }
    }
    return this.#result("succeeded");
  }

  async #trainStep(): Promise<FineTuneStep> {
    const { plan, objective, optimiser, config } = this.#parts;
    const started = this.#now();
    const batch = this.#batch(this.#step);
    const measured = await objective.gradients(batch, this.#step);
    if (!Number.isFinite(measured.loss)) throw diverged(this.#step + 1, measured.loss);
    const peak =
      baseLearningRate(config, plan.data.method, { replay: replayedAnswers(plan.data).length > 0 }) *
      plan.learningRateMultiplier;
    const norm = optimiser.step(measured.gradients, peak * scheduledShare(this.#step, this.#totalSteps));
    if (!Number.isFinite(norm)) throw diverged(this.#step + 1, norm);
    const durationMs = this.#now() - started;
    this.#trainedTokens += batch.reduce((sum, index) => sum + objective.trainingTokens(index), 0);
    this.#step++;
    return {
      step: this.#step,
      totalSteps: this.#totalSteps,
      epoch: Math.ceil(this.#step / this.#stepsPerEpoch),
      trainLoss: measured.loss,
      trainMeanTokenAccuracy: measured.accuracy,
      rewardMargin: measured.rewardMargin,
      ...(await this.#validate()),
      durationMs,
    };
  }

  /** Training items of a step: each epoch goes through all of them in an order of its own. */
  #batch(stepIndex: number): number[] {
    const { plan, objective } = this.#parts;
    const epoch = Math.floor(stepIndex / this.#stepsPerEpoch);
    if (this.#order?.epoch !== epoch) {
      const random = seededRandom(plan.seed, FIRST_ORDER_STREAM + epoch);
      this.#order = { epoch, indices: shuffled([...Array(objective.trainingCount).keys()], random) };
    }
    const start = (stepIndex % this.#stepsPerEpoch) * plan.batchSize;
    return this.#order.indices.slice(start, start + plan.batchSize);
  }

  async #validate(): Promise<Partial<FineTuneStep>> {
    const { plan, objective } = this.#parts;
    const count = objective.validationCount;
    if (count === 0) return {};
    const epochEnds = this.#step % this.#stepsPerEpoch === 0;
    const full = epochEnds ? await objective.validate(this.#allValidation()) : undefined;
    let batch: Measures | undefined;
    if (this.#step % plan.validationInterval === 0) {
      const size = Math.min(plan.batchSize, count);
      const first = (this.#step / plan.validationInterval - 1) * size;
      const places = Array.from({ length: size }, (_, i) => (first + i) % count);
      batch = full?.of(places) ?? (await objective.validate(places));
    }
    return {
      ...(batch ? { validLoss: batch.loss, validMeanTokenAccuracy: batch.accuracy } : {}),
      ...(full ? { fullValidLoss: full.loss, fullValidMeanTokenAccuracy: full.accuracy } : {}),
    };
  }

  #allValidation(): number[] {
    return Array.from({ length: this.#parts.objective.validationCount }, (_, i) => i);
  }

  #writeCheckpoint(metrics: FineTuneStep): void {
    const { plan, adapter, optimiser, config, fingerprint, reports } = this.#parts;
    const checkpoint: FineTuneCheckpoint = {
      step: metrics.step,
      epoch: metrics.epoch,
      ...this.#paths(metrics.step),
      metrics,
    };
    const steps = [...this.#keptSteps, metrics.step];
    const best = this.#bestStep();
    this.#keptSteps = steps.filter((step, i) => step === best || i >= steps.length - plan.keptCheckpoints);
    exportAdapter(checkpoint.adapterPath, config, adapter);
    writeState(checkpoint.statePath, adapter, optimiser, {
      step: this.#step,
      trainedTokens: this.#trainedTokens,
      from: adapter.from,
      threads: plan.threads,
      fingerprint,
      epochLosses: this.#epochLosses,
      keptSteps: this.#keptSteps,
    });
    reports.onCheckpoint?.(checkpoint);
    for (const step of steps) if (!this.#keptSteps.includes(step)) this.#removeCheckpoint(step);
  }

  #removeCheckpoint(step: number): void {
    const paths = this.#paths(step);
    this.#parts.reports.onCheckpointRemoved?.({ step, ...paths });
    rmSync(paths.adapterPath, { force: true });
    rmSync(paths.statePath, { force: true });
  }

  #paths(step: number): { readonly adapterPath: string; readonly statePath: string } {
    const stem = join(this.#parts.plan.outputDirectory, `step-${String(step).padStart(6, "0")}`);
    return { adapterPath: `${stem}.adapter.gguf`, statePath: `${stem}.state.gguf` };
  }

  #bestStep(): number {
    return lowestLoss(this.#epochLosses)?.step ?? this.#step;
  }

  #shouldStopEarly(): boolean {
    const { earlyStoppingEpochs } = this.#parts.plan;
    const best = lowestLoss(this.#epochLosses);
    if (earlyStoppingEpochs === undefined || !best) return false;
    return (this.#step - best.step) / this.#stepsPerEpoch >= earlyStoppingEpochs;
  }

  #result(outcome: FineTuneResult["outcome"]): FineTuneResult {
    return {
      outcome,
      bestStep: this.#bestStep(),
      lastStep: this.#step,
      trainedTokens: this.#trainedTokens,
      layers: this.#parts.config.layerCount - this.#parts.adapter.from,
    };
  }
}

/** Deletes what a process that died while it wrote a checkpoint has left behind. */
function removeHalfWritten(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^step-\d+\.(adapter|state)\.gguf\.\d+\.part$/.test(name)) rmSync(join(folder, name), { force: true });
  }
}

function lowestLoss(
  losses: TrainingProgress["epochLosses"],
): { readonly step: number; readonly loss: number } | undefined {
  return losses.reduce<{ readonly step: number; readonly loss: number } | undefined>(
    (best, epoch) => (best === undefined || epoch.loss < best.loss ? epoch : best),
    undefined,
  );
}

function diverged(step: number, value: number): TunelabError {
  return new TunelabError(`The training diverged at step ${step}: loss or gradient became ${value}.`, {
    code: "training_diverged",
    hint: "Lower the learning rate multiplier, for example to half of what it was.",
  });
}
