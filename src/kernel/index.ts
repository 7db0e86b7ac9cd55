export { KERNEL_NAME, kernelSpec, writeKernelSpec, type KernelSpecOptions } from "./kernelspec.js";
export { runKernel, type RunKernelOptions } from "./run-kernel.js";
export { languageInfo } from "./language-info.js";
export { readVersions, type KernelVersions } from "./session/index.js";
export { makeSnapshot, type SnapshotOutcome } from "./compiler/snapshot/make-snapshot.js";
