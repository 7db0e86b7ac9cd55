import { type ListedProcess, processTree, stillRunning } from "../../process-tree.js";
import { setPlainTimeout } from "../guard/plain-timers.js";

/** Milliseconds after which what takes no notice of the interrupt is ended. */
const FORCE_AFTER_MS = 1000;

/**
 * Interrupts a child process and everything that it has started, as Ctrl-C does in a terminal, and ends what is left of
 * them a second later.
 */
export function endTree(pid: number): void {
  const tree = processTree(pid);
  if (tree.length === 0) return signal(pid, "SIGINT");
  signalAll(tree, "SIGINT");
  setPlainTimeout(() => signalAll(stillRunning(tree), "SIGKILL"), FORCE_AFTER_MS);
}

const signalAll = (tree: readonly ListedProcess[], name: NodeJS.Signals): void =>
  tree.forEach((one) => signal(one.pid, name));

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
    return;
  }
}
