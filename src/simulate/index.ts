export { Simulator } from "./simulator.js";
export { type GivenTurn, type SimulateOptions } from "./simulate-options.js";
export { type SimulationTarget, type TargetRequest, type TargetResponse } from "./conversations/call-target.js";
export {
  SimulatedConversation,
  type ChatFineTuningExample,
  type ChatFineTuningOptions,
  type ConversationContext,
  type ConversationJson,
  type QueryResponse,
  type SimulatedMessage,
} from "./conversations/conversation.js";
export { findNearDuplicates, type DuplicateQuestion } from "./questions/near-duplicates.js";
export { SimulationResult, type SimulationFailure, type SimulationReport } from "./simulation-result.js";
export { type SimulationUsage, type TokenPrices } from "./usage-meter.js";
export { wikipediaSummary, type WikipediaOptions, type WikipediaSummary } from "./texts/wikipedia-summary.js";
export { listBundledTexts } from "./texts/bundled-texts.js";
