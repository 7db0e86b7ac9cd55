export { fineTune, estimateFineTune, type FineTuneEstimate } from "./fine-tune.js";
export { type FineTuneData, type FineTuneOptions } from "./fine-tune-options.js";
export {
  type FineTuneCheckpoint,
  type FineTuneReports,
  type FineTuneResult,
  type FineTuneStep,
} from "./fine-tune-reports.js";
export { readExamples, writeExamples } from "./example-file.js";
export { type TokenExample } from "./pack-examples.js";
export { type PreferencePair } from "./preference-objective.js";
export { GgufFile, type GgufTensor, type GgufValue } from "./gguf/gguf-file.js";
export { writeGguf, type GgufMetadata, type GgufTensorToWrite } from "./gguf/write-gguf.js";
export { dequantize } from "./gguf/dequantize.js";
export { type TensorTypeName } from "./gguf/tensor-types.js";
export {
  TUNABLE_ARCHITECTURES,
  readModelConfig,
  type ModelConfig,
  type ModelDimensions,
  type TunableArchitecture,
} from "./model-config.js";
export { LINEAR_MODULES, type LinearModule } from "./linear-modules.js";
export { inspectModel, openModel, type Model } from "./load-model.js";
export { ModelRuntime, type ModelRuntimeOptions } from "./model-runtime.js";
export { createAdapter, exportAdapter, type Adapter } from "./adapter.js";
export { Adam } from "./adam.js";
export { baseLearningRate, scheduledShare } from "./learning-rate.js";
export { estimateTrainingMemory, estimateTrainingOperations, type MemoryShape } from "./estimate-memory.js";
export { estimateTrainingSeconds, measureSpeed } from "./estimate-time.js";
export { createEngine, type Engine, type EngineOptions, type GraphSession } from "./engine.js";
export { buildTransformerGraph, type GraphHead, type GraphOptions } from "./graph/transformer-graph.js";
export { type AdapterShape } from "./graph/layer-parts.js";
export { type FloatTensor } from "./tensor.js";
