export { runEnv, runLoadEnv } from "./environment.js";
export { MagicRuntime, formatDuration, type MagicRuntimeOptions } from "./magic-runtime.js";
