export { fineTune, estimateFineTune, type FineTuneEstimate } from "./fine-tune.js";
export { type FineTuneData, type FineTuneOptions } from "./fine-tune-options.js";
export {
  type FineTuneCheckpoint,
  type FineTuneReports,
  type FineTuneResult,
  type FineTuneStep,
} from "./fine-tune-reports.js";
export { readExamples, writeExamples } from "./data/example-file.js";
export { type TokenExample } from "./data/pack-examples.js";
export { type PreferencePair } from "./objectives/preference-objective.js";
export { GgufFile, type GgufTensor } from "./gguf/gguf-file.js";
export { describeGgufValue, type GgufValue } from "./gguf/gguf-value.js";
export { writeGguf, type GgufMetadata, type GgufTensorToWrite } from "./gguf/write-gguf.js";
export { dequantize } from "./gguf/dequantize.js";
export { type TensorTypeName } from "./gguf/tensor-types.js";
export {
  TUNABLE_ARCHITECTURES,
  readModelConfig,
  type ModelConfig,
  type ModelDimensions,
  type TunableArchitecture,
} from "./model/model-config.js";
export { LINEAR_MODULES, type LinearModule } from "./model/linear-modules.js";
export { inspectModel, openModel, type Model } from "./model/load-model.js";
export { ModelRuntime, type ModelRuntimeOptions } from "./model/model-runtime.js";
export { createAdapter, exportAdapter, type Adapter } from "./adapter/adapter.js";
export { Adam } from "./optimiser/adam.js";
export { baseLearningRate, forgetsByTuning, scheduledShare } from "./optimiser/learning-rate.js";
export { estimateTrainingMemory, estimateTrainingOperations, type MemoryShape } from "./estimate/estimate-memory.js";
export { estimateTrainingSeconds, measureSpeed } from "./estimate/estimate-time.js";
export {
  backendFromEnvironment,
  createEngine,
  type Engine,
  type EngineOptions,
  type GraphSession,
} from "./model/engine.js";
export { buildTransformerGraph, type GraphHead, type GraphOptions } from "./graph/transformer-graph.js";
export { type AdapterShape } from "./graph/layer-parts.js";
export { type FloatTensor } from "./model/tensor.js";
