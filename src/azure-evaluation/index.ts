/**
 * azure-ai-evaluation's names in TypeScript, for `import { azureEvaluation } from "tunelab"`.
 *
 * The folder's own index is the list of the evaluators' names; a second one here would only have to be kept the same.
 */
export * from "../evaluate/azure/index.js";
export { evaluate } from "./evaluate.js";
export {
  Simulator,
  type GivenTurn,
  type SimulateOptions,
  type SimulationTarget,
  type TargetRequest,
  type TargetResponse,
  SimulatedConversation,
  type ChatFineTuningExample,
  type ChatFineTuningOptions,
  type ConversationContext,
  type ConversationJson,
  type QueryResponse,
  type SimulatedMessage,
  findNearDuplicates,
  type DuplicateQuestion,
  SimulationResult,
  type SimulationFailure,
  type SimulationReport,
  type SimulationUsage,
  type TokenPrices,
} from "../simulate/index.js";
