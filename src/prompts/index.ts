export {
  readModelConfiguration,
  type AzureOpenAIModelConfiguration,
  type ModelConfiguration,
  type OpenAIModelConfiguration,
  type ReadModelConfiguration,
} from "./model-configuration.js";
export { openModel, type OpenModelOptions, type OpenedModel } from "./open-model.js";
export {
  Prompty,
  loadPrompty,
  parsePrompty,
  setPromptyParameters,
  type PromptyAnswer,
  type PromptyOptions,
  type PromptyRunOptions,
} from "./prompty.js";
export type { PromptyDocument, PromptyInput, PromptyInputKind } from "./prompty-document.js";
export type { PromptMessage, PromptPart } from "./split-messages.js";
export {
  makeTokenLikelihoods,
  meanLogProbability,
  type TokenLikelihood,
  type TokenLikelihoods,
} from "./token-likelihoods.js";
export { findAnsweringModel, type AnsweringModel } from "./find-answering-model.js";
