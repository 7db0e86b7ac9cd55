export { runKernel, type RunKernelOptions } from "../kernel/index.js";
