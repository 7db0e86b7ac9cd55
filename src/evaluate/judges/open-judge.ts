import { checkOneOf } from "../../core/index.js";
import {
  findAnsweringModel,
  modelOfUri,
  openModel,
  type ModelConfiguration,
  type ModelUri,
  type OpenedModel,
  type OpenModelOptions,
} from "../../models/index.js";
import { isNear } from "./is-near.js";
import type { RubricJudge } from "./judge.js";
import { embeddedCalibration, likelihoodJudge } from "./likelihood/likelihood-judge.js";
import { promptJudge } from "./prompt-judge.js";

/** Options of {@link openJudge}. */
export interface OpenJudgeOptions extends OpenModelOptions {
  /**
   * How it is asked: for its written opinion, or by its likelihoods. `auto` takes likelihoods for a model below 0.6
   * billion parameters, whose written opinion is no better than chance.
   * @default "auto"
   */
  readonly method?: "auto" | "prompt" | "likelihood";
  readonly signal?: AbortSignal;
}

/**
 * Makes a judge of a model, and decides by who really answers how it may judge: the one place where that is decided.
 *
 * A server on this machine or its network (an address with `http:`) is asked first, with a request for one token. A
 * small model judges by its likelihoods, where it is the one that they were measured on; any other small model refuses
 * every question but groundedness, for which no model is asked. A hosted provider is not asked, and its answers are: one that names a small model is refused.
 *
 * @example
 * (await openJudge({ base_url: "http://127.0.0.1:11434/v1", api_key: "none", model: "llama3.1" })).method; // "prompt"
 */
export async function openJudge(
  model: ModelConfiguration | ModelUri | OpenedModel,
  options: OpenJudgeOptions = {},
): Promise<RubricJudge> {
  const { method = "auto", signal, ...opening } = options;
  checkOneOf("method", method, ["auto", "prompt", "likelihood"]);
  const named = typeof model === "string" ? modelOfUri(model) : model;
  const opened = "client" in named ? named : await openModel(named, opening);
  if (method === "prompt" || (method === "auto" && !isNear(opened))) return promptJudge(opened);
  const answering = await findAnsweringModel(opened, { signal });
  const { name, isSmall } = answering;
  if (method === "auto" && !isSmall) return promptJudge(opened, { answering });
  const calibration = embeddedCalibration();
  return likelihoodJudge(opened, name === calibration.model ? calibration : { model: name, tasks: {} });
}
