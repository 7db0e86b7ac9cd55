#!/usr/bin/env node
// Entry that kernel.json names: `node dist/kernel/main.js <connection-file>`. Light, so that the first reply is fast.
import { TunelabError } from "../core/essentials/index.js";
import { CompilerClient } from "./compiler/thread/index.js";

const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  console.error("Usage: node dist/kernel/main.js <connection-file>\nA Jupyter client passes the connection file.");
  process.exitCode = 2;
} else {
  // It starts while sockets and the rest of the kernel are loaded.
  const compiler = new CompilerClient();
  compiler.startIfQuick();
  const { runKernel } = await import("./run-kernel.js");
  runKernel(connectionFile, { compiler }).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (TunelabError.isInstance(error)) console.error(error.hint);
    process.exit(1);
  });
}
