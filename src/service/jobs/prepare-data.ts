import { join } from "node:path";
import type { JobRecord } from "../store/index.js";
import type { JobDependencies } from "./job-journal.js";
import type { ResolvedHyperparameters } from "./hyperparameters.js";
import { cutExample, tokenizeConversation } from "./tokenize-examples.js";
import type { PreferenceExample, TrainingData, TrainingExample } from "./trainer.js";
import {
  readChatExamples,
  readPreferenceLines,
  type ChatExample,
  type PreferenceLine,
  type TrainingFileProblem,
} from "./training-file.js";

/** Names of a job's own copies of its files, inside its folder. */
export const TRAINING_COPY = "training.jsonl";
export const VALIDATION_COPY = "validation.jsonl";

/** Longest example that is trained on, in tokens; memory grows with the square of it. */
export const MAX_TRAINING_TOKENS = 2048;

type Lines =
  | {
      readonly method: "supervised";
      readonly training: readonly ChatExample[];
      readonly validation: readonly ChatExample[];
    }
  | {
      readonly method: "dpo";
      readonly training: readonly PreferenceLine[];
      readonly validation: readonly PreferenceLine[];
    };

/** Files that were read, or the first problem with them. */
export type ReadResult =
  | { readonly ok: true; readonly lines: Lines }
  | { readonly ok: false; readonly problem: TrainingFileProblem; readonly param: "training_file" | "validation_file" };

/** Reads and checks the files of a job. */
export async function readJobFiles({ store }: JobDependencies, job: JobRecord): Promise<ReadResult> {
  const folder = store.jobFolder(job.id);
  const read = async <Example>(
    reader: (
      path: string,
      name: string,
    ) => Promise<{ ok: true; examples: readonly Example[] } | { ok: false; problem: TrainingFileProblem }>,
  ) => {
    const training = await reader(join(folder, TRAINING_COPY), "training file");
    if (!training.ok) return { ok: false as const, problem: training.problem, param: "training_file" as const };
    if (job.validationFile === undefined) return { ok: true as const, training: training.examples, validation: [] };
    const validation = await reader(join(folder, VALIDATION_COPY), "validation file");
    if (!validation.ok) return { ok: false as const, problem: validation.problem, param: "validation_file" as const };
    return { ok: true as const, training: training.examples, validation: validation.examples };
  };
  if (job.method === "dpo") {
    const result = await read<PreferenceLine>(readPreferenceLines);
    return result.ok
      ? { ok: true, lines: { method: "dpo", training: result.training, validation: result.validation } }
      : result;
  }
  const result = await read<ChatExample>(readChatExamples);
  return result.ok
    ? { ok: true, lines: { method: "supervised", training: result.training, validation: result.validation } }
    : result;
}

/** Tokenised data of a job and what was cut from it. */
export interface PreparedData {
  readonly data: TrainingData;
  /** Lines for the job's events. */
  readonly warnings: readonly string[];
}

/** Tokenises a job's examples with the model's own chat template, and cuts those that are too long. */
export function prepareData(
  { engine }: JobDependencies,
  lines: Lines,
  hyperparameters: ResolvedHyperparameters,
): Promise<PreparedData> {
  return engine.withModel(async (model) => {
    const template = await model.chatTemplate();
    const limit = Math.min(MAX_TRAINING_TOKENS, model.description.trainContextSize);
    const warnings: string[] = [];
    const fit = <Line, Example>(
      name: string,
      entries: readonly Line[],
      tokenize: (line: Line) => Example,
      cut: (example: Example) => Example | undefined,
    ): Example[] => {
      const whole = entries.map(tokenize);
      const kept = whole.map(cut);
      const shortened = kept.filter((example, index) => example !== whole[index]).length;
      const result = kept.filter((example) => example !== undefined);
      if (shortened > 0) {
        const lost = kept.length - result.length;
        warnings.push(
          `${shortened} example(s) of the ${name} file have more than ${limit} tokens and were cut${lost > 0 ? `; in ${lost} of them nothing to learn was left, so they are not used` : ""}.`,
        );
      }
      return result;
    };
    if (lines.method === "supervised") {
      const tokenize = (line: ChatExample): TrainingExample => tokenizeConversation(model, template, line.messages);
      const cut = (example: TrainingExample): TrainingExample | undefined => cutExample(example, limit);
      const data: TrainingData = {
        method: "supervised",
        training: fit("training", lines.training, tokenize, cut),
        validation: fit("validation", lines.validation, tokenize, cut),
      };
      return { data, warnings };
    }
    const inputOnly = (line: PreferenceLine) =>
      line.messages.map((message) => (message.role === "assistant" ? { ...message, weight: 0 } : message));
    const tokenize = (line: PreferenceLine): PreferenceExample => ({
      preferred: tokenizeConversation(model, template, [...inputOnly(line), ...line.preferred]),
      nonPreferred: tokenizeConversation(model, template, [...inputOnly(line), ...line.nonPreferred]),
    });
    const cut = (pair: PreferenceExample): PreferenceExample | undefined => {
      const preferred = cutExample(pair.preferred, limit);
      const nonPreferred = cutExample(pair.nonPreferred, limit);
      if (preferred === pair.preferred && nonPreferred === pair.nonPreferred) return pair;
      return preferred === undefined || nonPreferred === undefined ? undefined : { preferred, nonPreferred };
    };
    const data: TrainingData = {
      method: "dpo",
      training: fit("training", lines.training, tokenize, cut),
      validation: fit("validation", lines.validation, tokenize, cut),
      beta: hyperparameters.beta ?? 0.1,
      reference: hyperparameters.referenceFree === true ? "none" : "base",
    };
    return { data, warnings };
  });
}
