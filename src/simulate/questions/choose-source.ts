import { join } from "node:path";
import { findProjectRoot, isLoopback } from "../../core/index.js";
import { Prompty, loadPrompty } from "../../prompts/index.js";
import {
  type ModelConfiguration,
  type OpenedModel,
  findAnsweringModel,
  readModelConfiguration,
} from "../../models/index.js";
import { makePromptedQuestions } from "./prompted-questions.js";
import type { QuestionSource } from "./question-source.js";
import { makeSentenceQuestions } from "./sentence-questions.js";
import type { ReadOptions, SimulateOptions } from "../simulate-options.js";
import type { TurnDisplay } from "../conversations/show-turns.js";
import type { UsageMeter } from "../usage-meter.js";

/**
 * Makes the source of questions: prompts for a model that can be asked about a whole text, sentences for a small one.
 *
 * @param earlier strategy of the run that is resumed
 */
export async function makeSource(
  { configuration, model }: { readonly configuration: ModelConfiguration; readonly model: OpenedModel },
  options: SimulateOptions,
  settings: ReadOptions,
  meter: UsageMeter,
  earlier: string | undefined,
  display: Pick<TurnDisplay, "questions">,
): Promise<QuestionSource> {
  const wanted = options.strategy ?? "auto";
  const strategy =
    wanted !== "auto" ? wanted : (earlier ?? (await chooseStrategy(configuration, model, settings.signal)));
  if (strategy === "sentences") {
    return makeSentenceQuestions({
      text: settings.text ?? "",
      model,
      meter,
      seed: options.seed,
      language: options.language ?? "en",
      followUps: settings.turns,
      onQuestion: (found) => display.questions(found, settings.count),
      likelihoods: options.likelihoods,
    });
  }
  const seeded = options.seed === undefined ? {} : { parameters: { seed: options.seed } };
  return makePromptedQuestions({
    text: settings.text ?? "",
    generator: await toPrompty(options.queryResponseGeneratingPrompty, "generate-questions"),
    userSimulator: await toPrompty(options.userSimulatorPrompty, "next-user-turn"),
    generatorInputs: options.queryResponseGeneratingPromptyOptions ?? {},
    userSimulatorInputs: options.userSimulatorPromptyOptions ?? {},
    run: { client: model.client, model: model.model, ...seeded },
    meter,
  });
}

/** Only a service on this machine is asked: hosted models are large enough, and the question costs a call. */
async function chooseStrategy(
  configuration: ModelConfiguration,
  model: OpenedModel,
  signal: AbortSignal,
): Promise<"prompt" | "sentences"> {
  const read = readModelConfiguration(configuration);
  if (!isLoopback(read.type === "azure_openai" ? read.endpoint : read.baseUrl)) return "prompt";
  return (await findAnsweringModel(model, { signal })).isSmall ? "sentences" : "prompt";
}

async function toPrompty(given: string | Prompty | undefined, own: string): Promise<Prompty> {
  if (given instanceof Prompty) return given;
  return loadPrompty(given ?? join(findProjectRoot(), "src", "simulate", "prompts", `${own}.prompty`));
}
