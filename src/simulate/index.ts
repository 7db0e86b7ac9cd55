export { Simulator } from "./simulator.js";
export { type GivenTurn, type SimulateOptions } from "./simulate-options.js";
export { type SimulationTarget, type TargetRequest, type TargetResponse } from "./call-target.js";
export {
  SimulatedConversation,
  type ChatFineTuningExample,
  type ChatFineTuningOptions,
  type ConversationContext,
  type ConversationJson,
  type QueryResponse,
  type SimulatedMessage,
} from "./conversation.js";
export { findNearDuplicates, type DuplicateQuestion } from "./near-duplicates.js";
export { SimulationResult, type SimulationFailure, type SimulationReport } from "./simulation-result.js";
export { type SimulationUsage, type TokenPrices } from "./usage-meter.js";
export { wikipediaSummary, type WikipediaOptions, type WikipediaSummary } from "./wikipedia-summary.js";
export { listBundledTexts } from "./bundled-texts.js";
