import { spawn } from "node:child_process";
import type { CompilerSnapshot } from "../snapshot/compiler-snapshot.js";
import type { CompilerAnswer } from "./compiler-calls.js";
import type { CompilerHost, CompilerHostListener } from "./compiler-host.js";

/** Milliseconds after which a process that has not said it is ready is given up: it takes a third of a second. */
const READY_WITHIN_MS = 20_000;

/** What a process of the compiler sends: first that it is ready, then answers. */
export type FromCompilerProcess = { readonly ready: true } | CompilerAnswer;

/**
 * Starts the compiler in a process from its snapshot: TypeScript, its library and a checker are there as they were when it
 * was made. Node ends the process at once where the snapshot does not fit.
 */
export function openProcess(snapshot: CompilerSnapshot, listener: CompilerHostListener): CompilerHost {
  // The last word is for those who list processes.
  const child = spawn(process.execPath, [...snapshot.flags, "--snapshot-blob", snapshot.blob, snapshot.bundle], {
    env: { ...process.env, ...PLAIN_NODE, ...ONE_ARENA },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  let isReady = false;
  let hasEnded = false;
  const end = (error: Error): void => {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(deadline);
    listener.onEnd(error, isReady);
  };
  const deadline = setTimeout(() => {
    child.kill("SIGKILL");
    end(new Error("its process did not start"));
  }, READY_WITHIN_MS);
  child.on("message", (message: FromCompilerProcess) => {
    if ("id" in message) return listener.onAnswer(message);
    isReady = true;
    clearTimeout(deadline);
  });
  child.on("error", end);
  child.on("exit", (code, signal) => end(new Error(`its process ended with ${signal ?? `status ${code}`}`)));
  return {
    place: "process",
    // What cannot be sent is told by the end of the process.
    post: (calls) => void (child.connected && child.send(calls, () => undefined)),
    stop: async () => {
      hasEnded = true;
      clearTimeout(deadline);
      child.kill("SIGKILL");
    },
  };
}

/** Each thread of V8 would take memory of its own from the system, and keep what it gives back: 7 MiB after 300 cells. */
const ONE_ARENA = { MALLOC_ARENA_MAX: "1" };

/** Flags of V8 must be those that the snapshot was made with, and certificates take a tenth of a second to read. */
export const PLAIN_NODE = { NODE_OPTIONS: "", NODE_EXTRA_CA_CERTS: "" };
