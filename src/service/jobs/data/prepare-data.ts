import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TunelabError } from "../../../core/index.js";
import { EMBEDDED_TRAINING_TOKENS } from "../../../tokens/index.js";
import { writeExamples } from "../../../training/index.js";
import { MOST_AT_ONCE, type LocalModel } from "../../inference/index.js";
import { isDiskFull, storageError, type JobRecord } from "../../store/index.js";
import type { JobDependencies } from "../job-journal.js";
import type { ResolvedHyperparameters } from "../hyperparameters.js";
import { REPLAYED_COUNT, replayedConversations } from "./replayed-conversations.js";
import { cutExample, tokenizeConversation, withoutEnd, type TrainingExample } from "./tokenize-examples.js";
import type { TrainingData } from "../trainer/trainer.js";
import {
  readChatExamples,
  readPreferenceLines,
  TrainingFileError,
  type ExampleMessage,
  type TrainingFileName,
  type TrainingFileProblem,
} from "./training-file.js";

/** Names of a job's own copies of its files, inside its folder. */
export const TRAINING_COPY = "training.jsonl";
export const VALIDATION_COPY = "validation.jsonl";

/** Their examples as tokens; there while the job is trained. */
const TRAINING_TOKENS = "training.tokens";
const VALIDATION_TOKENS = "validation.tokens";
const REPLAY_TOKENS = "replay.tokens";

/** Most tokens that a job trains on over all epochs, as OpenAI limits it, and most that one file may have. */
export const TOKEN_LIMITS = { trained: 2e9, file: 500e6 };

/** Time of tokenising after which waiting requests get their turn, in milliseconds. */
const TURN_MS = 10;

/** Which file of a job has a problem, and which. */
export interface JobFileProblem extends TrainingFileProblem {
  readonly param: "training_file" | "validation_file";
}

/** Files that were read to their end, or the first problem with them. */
export type CheckResult =
  { readonly ok: true; readonly trainingExamples: number } | { readonly ok: false; readonly problem: JobFileProblem };

/** Reads and checks the files of a job, a line at a time, and counts the training examples. */
export async function checkJobFiles({ store }: JobDependencies, job: JobRecord): Promise<CheckResult> {
  const read = job.method === "dpo" ? readPreferenceLines : readChatExamples;
  const folder = store.jobFolder(job.id);
  try {
    const trainingExamples = await count(read(join(folder, TRAINING_COPY), "training file"));
    if (job.validationFile !== undefined) await count(read(join(folder, VALIDATION_COPY), "validation file"));
    return { ok: true, trainingExamples };
  } catch (error) {
    if (!(error instanceof TrainingFileError)) throw error;
    const param = error.fileName === "training file" ? "training_file" : "validation_file";
    return { ok: false, problem: { ...error.problem, param } };
  }
}

async function count(examples: AsyncIterable<unknown>): Promise<number> {
  let examplesRead = 0;
  for await (const _ of examples) examplesRead++;
  return examplesRead;
}

/** Tokenised data of a job and what was cut from it. */
export interface PreparedData {
  readonly data: TrainingData;
  /** Training examples (or pairs) that have something to learn. */
  readonly trainingExamples: number;
  /** Lines for the job's events. */
  readonly warnings: readonly string[];
  /** Deletes the files that `data` names. */
  discard(): Promise<void>;
}

/**
 * Tokenises the checked files of a job with the model's own chat template into files beside them, and cuts examples that
 * are too long. A line at a time, with turns for other requests in between: a file may have 512 MB.
 *
 * Throws `storage_failed` when the disk is full, `too_many_tokens` above a limit, and the signal's reason.
 */
export async function prepareData(
  { engine, store }: JobDependencies,
  job: JobRecord,
  hyperparameters: ResolvedHyperparameters,
  signal: AbortSignal,
  limits: typeof TOKEN_LIMITS = TOKEN_LIMITS,
): Promise<PreparedData> {
  const folder = store.jobFolder(job.id);
  const [training, validation, replay] = [TRAINING_TOKENS, VALIDATION_TOKENS, REPLAY_TOKENS].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const discard = async (): Promise<void> => {
    for (const path of [training, validation, replay]) await rm(path, { force: true });
  };
  const files = { training, validation: job.validationFile === undefined ? undefined : validation };
  const data: TrainingData =
    job.method === "dpo"
      ? {
          ...files,
          method: "dpo",
          beta: hyperparameters.beta ?? 0.1,
          reference: hyperparameters.referenceFree === true ? "none" : "base",
        }
      : { ...files, method: "supervised", replay: hyperparameters.replay === true ? replay : undefined };
  const warnings: string[] = [];
  const write = async (copy: string, fileName: TrainingFileName, path: string): Promise<number> => {
    const most =
      fileName === "training file" ? Math.min(limits.file, limits.trained / hyperparameters.nEpochs) : limits.file;
    const file = { method: job.method, path: join(folder, copy), fileName };
    const tokenised = await tokenizeFile({ engine }, file, path, most, signal);
    if (tokenised.warning !== undefined) warnings.push(tokenised.warning);
    return tokenised.kept;
  };
  try {
    const trainingExamples = await write(TRAINING_COPY, "training file", training);
    if (job.validationFile !== undefined) await write(VALIDATION_COPY, "validation file", validation);
    if (hyperparameters.replay === true) await writeReplay({ engine }, join(folder, TRAINING_COPY), replay, signal);
    return { data, trainingExamples, warnings, discard };
  } catch (error) {
    await discard();
    throw isDiskFull((error as NodeJS.ErrnoException).code) ? storageError(folder, error) : error;
  }
}

/** A job's copy of one of its files. */
interface JobFile {
  readonly method: JobRecord["method"];
  readonly path: string;
  readonly fileName: TrainingFileName;
}

function tokenizeFile(
  { engine }: Pick<JobDependencies, "engine">,
  file: JobFile,
  target: string,
  mostTokens: number,
  signal: AbortSignal,
): Promise<{ readonly kept: number; readonly warning: string | undefined }> {
  return engine.withModel(async (model) => {
    const tokenize = await tokenizerOf(engine, model, signal);
    const limit = longestExample(model);
    let [kept, shortened, lost, tokens] = [0, 0, 0, 0];
    async function* examples(): AsyncGenerator<TrainingExample> {
      let turnBegan = performance.now();
      for await (const conversations of readConversations(file)) {
        if (performance.now() - turnBegan > TURN_MS) {
          await nextTurn();
          signal.throwIfAborted();
          turnBegan = performance.now();
        }
        const whole: TrainingExample[] = [];
        for (const messages of conversations) whole.push(await tokenize(messages));
        const cut = whole.map((example) => cutExample(example, limit));
        if (cut.some((example, index) => example !== whole[index])) shortened++;
        const left = cut.filter((example) => example !== undefined);
        // Of a pair both answers are needed.
        if (left.length < whole.length) lost++;
        else {
          kept++;
          tokens += left.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
          if (tokens > mostTokens) throw tooManyTokens(file.fileName, mostTokens);
          yield* left;
        }
      }
    }
    await writeExamples(target, examples());
    const warning =
      shortened === 0
        ? undefined
        : `${shortened} example(s) of the ${file.fileName} have more than ${limit} tokens and were cut${lost > 0 ? `; in ${lost} of them nothing to learn was left, so they are not used` : ""}.`;
    return { kept, warning };
  });
}

/** Writes the answers that are replayed, under the system messages of the first examples. */
async function writeReplay(
  { engine }: Pick<JobDependencies, "engine">,
  trainingFile: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const systemMessages: (string | undefined)[] = [];
  for await (const { messages } of readChatExamples(trainingFile, "training file")) {
    const first = messages[0];
    systemMessages.push(first?.role === "system" ? first.content : undefined);
    if (systemMessages.length === REPLAYED_COUNT) break;
  }
  await engine.withModel(async (model) => {
    const tokenize = await tokenizerOf(engine, model, signal);
    const limit = longestExample(model);
    async function* answers(): AsyncGenerator<TrainingExample> {
      for (const conversation of replayedConversations(systemMessages)) {
        const answer = cutExample(withoutEnd(await tokenize(conversation)), limit);
        if (answer !== undefined) yield answer;
      }
    }
    await writeExamples(target, answers());
  });
}

const longestExample = (model: LocalModel): number =>
  Math.min(EMBEDDED_TRAINING_TOKENS, model.description.trainContextSize);

async function tokenizerOf(
  engine: JobDependencies["engine"],
  model: LocalModel,
  signal: AbortSignal,
): Promise<(messages: readonly ExampleMessage[]) => Promise<TrainingExample>> {
  const template = await model.chatTemplate();
  return async (messages) => {
    const slowly = (): Promise<TrainingExample> =>
      engine.slowly<TrainingExample>({ kind: "conversation", messages }, signal);
    if (messages.reduce((sum, { content }) => sum + content.length, 0) > MOST_AT_ONCE) return slowly();
    try {
      return tokenizeConversation(model, template, messages);
    } catch (error) {
      if (TunelabError.isInstance(error) && error.code === "template_too_slow") return slowly();
      throw error;
    }
  };
}

/** The conversations of each line: one, or under DPO those with the preferred answer and with the other. */
async function* readConversations({
  method,
  path,
  fileName,
}: JobFile): AsyncGenerator<readonly (readonly ExampleMessage[])[]> {
  if (method === "supervised") {
    for await (const { messages } of readChatExamples(path, fileName)) yield [messages];
    return;
  }
  for await (const { messages, preferred, nonPreferred } of readPreferenceLines(path, fileName)) {
    const input = messages.map((message) => (message.role === "assistant" ? { ...message, weight: 0 } : message));
    yield [
      [...input, ...preferred],
      [...input, ...nonPreferred],
    ];
  }
}

function tooManyTokens(fileName: TrainingFileName, most: number): TunelabError {
  return new TunelabError(
    `The ${fileName} has more than ${Math.floor(most)} tokens, the most that a job with these epochs may have.`,
    { code: "too_many_tokens", hint: "Use fewer epochs, or a part of the examples." },
  );
}
