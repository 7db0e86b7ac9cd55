import { setFlagsFromString } from "node:v8";
import { TunelabError } from "../core/essentials/index.js";
import { CompilerClient } from "./compiler/thread/index.js";

/**
 * Starts the compiler, then the kernel of a connection file; ends the process where that fails.
 *
 * @example
 * await startKernel("/run/user/1000/jupyter/kernel-1.json");
 */
export async function startKernel(connectionFile: string): Promise<void> {
  // Messages are short-lived: a young generation that grows would only hold more of them that are dead.
  setFlagsFromString("--semi-space-growth-factor=1");
  try {
    // It starts while sockets and the rest of the kernel are loaded.
    const compiler = new CompilerClient();
    compiler.startIfQuick();
    const { runKernel } = await import("./run-kernel.js");
    await runKernel(connectionFile, { compiler });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (TunelabError.isInstance(error)) console.error(error.hint);
    process.exit(1);
  }
}
