export { KERNEL_NAME, kernelSpec, writeKernelSpec, type KernelSpecOptions } from "./kernelspec.js";
export { runKernel, type RunKernelOptions } from "./run-kernel.js";
export { languageInfo } from "./language-info.js";
export { readVersions, type KernelVersions } from "./session/index.js";
