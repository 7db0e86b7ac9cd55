export { askWhoAnswers, type AskWhoAnswersOptions } from "./ask-who-answers.js";
export { apiVersionOf, DEFAULT_API_VERSION } from "./api-version.js";
export { describeAnswer, type AnsweringModel, type AnswerOfModel } from "./describe-model.js";
export { findAnsweringModel } from "./find-answering-model.js";
export { keepKeyFromRedirects } from "./keep-key-from-redirects.js";
export {
  modelProvider,
  readModelConfiguration,
  type AzureOpenAIModelConfiguration,
  type ModelConfiguration,
  type OpenAIModelConfiguration,
  type ReadModelConfiguration,
} from "./model-configuration.js";
export { modelOfUri, type ModelUri } from "./model-uri.js";
export { isOpenAIAddress, makeClient, OPENAI_URL, type OpenAIAccount } from "./openai-account.js";
export { openModel, type OpenModelOptions, type OpenedModel } from "./open-model.js";
export { signInWithEntra, tokenProvider } from "./sign-in-with-entra.js";
export {
  makeTokenLikelihoods,
  meanLogProbability,
  type TokenLikelihood,
  type TokenLikelihoods,
} from "./token-likelihoods.js";
