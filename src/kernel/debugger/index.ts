export { KernelDebugger } from "./kernel-debugger.js";
