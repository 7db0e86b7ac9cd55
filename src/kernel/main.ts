#!/usr/bin/env node
// Entry that kernel.json names: `node dist/kernel/main.js <connection-file>`. Light, so that the first reply is fast.
import { TunelabError } from "../core/essentials/index.js";
import { runKernel } from "./run-kernel.js";

const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  console.error("Usage: node dist/kernel/main.js <connection-file>\nA Jupyter client passes the connection file.");
  process.exitCode = 2;
} else {
  runKernel(connectionFile).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (TunelabError.isInstance(error)) console.error(error.hint);
    process.exit(1);
  });
}
