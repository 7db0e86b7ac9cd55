export { Prompty } from "./prompty.js";
export type { PromptyAnswer, PromptyOptions, PromptyRunOptions } from "./prompty-run.js";
export { loadPrompty, parsePrompty } from "./load-prompty.js";
export { setPromptyParameters } from "./set-prompty-parameters.js";
export type { PromptyDocument } from "./document/prompty-document.js";
export type { PromptyInput, PromptyInputKind } from "./document/prompty-inputs.js";
export type { PromptMessage, PromptPart } from "./render/split-messages.js";
