export { ChatTemplate, type RenderOptions, type TemplateMessage } from "./chat-template.js";
export { InferenceEngine, type InferenceEngineOptions } from "./engine.js";
export { type GenerationEnd, type GenerationOptions, type GenerationPiece } from "./generate.js";
export { checkFunction, type CallableFunction } from "./grammar.js";
export { slicePrompt, type SlicedPrompt } from "./kept-prefix.js";
export { LocalModel, modelIdOf, type LocalModelDescription } from "./local-model.js";
export { type TokenLogprob } from "./sampling.js";
export { TOOL_CALL_START, ToolCallParser, type ToolCall } from "./tool-calls.js";
