import { totalmem } from "node:os";

/** Environment variable: limit of the cell runner's JavaScript heap in MiB. */
export const MEMORY_VARIABLE = "TUNELAB_CELL_MEMORY_MB";

const MEBIBYTE = 2 ** 20;
/** Node's own rule goes to 4 GiB; collecting garbage near such a limit takes most of a minute before it gives up. */
const MOST_MIB = 2048;
const LEAST_MIB = 512;

/**
 * Limit of the cell runner's JavaScript heap in MiB: a quarter of the memory of the machine or of the container that it
 * runs in, from 512 to 2,048. Typed arrays and buffers lie outside the heap and do not count.
 *
 * @example
 * defaultMemoryLimit(4 * 2 ** 30); // 1024
 */
export function defaultMemoryLimit(memory = Math.min(totalmem(), process.constrainedMemory() || Infinity)): number {
  return Math.min(MOST_MIB, Math.max(LEAST_MIB, Math.floor(memory / MEBIBYTE / 4)));
}
