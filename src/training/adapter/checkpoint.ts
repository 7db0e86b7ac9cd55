import { TunelabError } from "../../core/index.js";
import { Adam, type AdamMoments } from "../optimiser/adam.js";
import type { Adapter } from "./adapter.js";
import { GgufFile } from "../gguf/gguf-file.js";
import { writeGguf } from "../gguf/write-gguf.js";
import type { FloatTensor } from "../model/tensor.js";

/** What a training remembers beside its numbers; plain data, kept as JSON in the state file. */
export interface TrainingProgress {
  /** Steps done. */
  readonly step: number;
  /** Tokens that went through training so far. */
  readonly trainedTokens: number;
  /** First tuned layer. */
  readonly from: number;
  readonly threads: number;
  /** Hash of data and settings; a resume with others is refused. */
  readonly fingerprint: string;
  /** Full validation loss at each epoch's end so far. */
  readonly epochLosses: readonly { readonly step: number; readonly loss: number }[];
  /** Steps whose checkpoints are kept on disk, this one included. */
  readonly keptSteps: readonly number[];
}

const PROGRESS_KEY = "tunelab.training.progress";
const VERSION_KEY = "tunelab.training.state_version";
const VERSION = 1;

/** Writes adapter, optimiser moments and progress, so that a training can go on as if it had not stopped. */
export function writeState(path: string, adapter: Adapter, optimiser: Adam, progress: TrainingProgress): void {
  const tensors = [...adapter.tensors].flatMap(([name, tensor]) => {
    const { mean, square } = optimiser.moments.get(name)!;
    return [toWrite(name, tensor), toWrite(`${name}.adam_mean`, mean), toWrite(`${name}.adam_square`, square)];
  });
  writeGguf(
    path,
    new Map([
      ["general.type", { type: "string", value: "training-state" }],
      [VERSION_KEY, { type: "uint32", value: VERSION }],
      [PROGRESS_KEY, { type: "string", value: JSON.stringify(progress) }],
    ]),
    tensors,
  );
}

/** Reads the progress of a state file; throws `invalid_training_state` when it is none. */
export function readProgress(path: string): TrainingProgress {
  return withState(path, (file) => parseProgress(file));
}

/** Puts a state file's adapter values into `adapter` and returns the optimiser as it was. */
export function restoreState(path: string, adapter: Adapter): Adam {
  return withState(path, (file) => {
    const { step } = parseProgress(file);
    const moments = new Map<string, AdamMoments>();
    for (const [name, tensor] of adapter.tensors) {
      tensor.data.set(readAs(file, name, tensor));
      moments.set(name, {
        mean: { data: readAs(file, `${name}.adam_mean`, tensor), dims: tensor.dims },
        square: { data: readAs(file, `${name}.adam_square`, tensor), dims: tensor.dims },
      });
    }
    return new Adam(adapter.tensors, step, moments);
  });
}

const toWrite = (name: string, { data, dims }: FloatTensor) => ({ name, shape: [...dims].reverse(), data });

function withState<Result>(path: string, use: (file: GgufFile) => Result): Result {
  let file: GgufFile | undefined;
  try {
    file = GgufFile.open(path);
    return use(file);
  } catch (cause) {
    throw new TunelabError(`The training state ${path} cannot be used.`, {
      code: "invalid_training_state",
      hint: "Go on from an older checkpoint, or start the training again.",
      cause,
    });
  } finally {
    file?.close();
  }
}

function parseProgress(file: GgufFile): TrainingProgress {
  const text = file.metadata.get(PROGRESS_KEY);
  if (file.metadata.get(VERSION_KEY) !== VERSION || typeof text !== "string") {
    throw new Error(`${file.path} holds no training state of version ${VERSION}`);
  }
  return JSON.parse(text) as TrainingProgress;
}

function readAs(file: GgufFile, name: string, like: FloatTensor): Float32Array {
  const data = file.readTensor(name);
  if (data.length !== like.data.length) throw new Error(`${name} has ${data.length} values, not ${like.data.length}`);
  return data;
}
