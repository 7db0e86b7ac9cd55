export { KERNEL_NAME, kernelSpec, writeKernelSpec, type KernelSpecOptions } from "./kernelspec.js";
export { runKernel, type RunKernelOptions } from "./run-kernel.js";
