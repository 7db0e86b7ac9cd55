// Adds to a number in a file under a lock, and often dies in its own way: it leaves the lock of a dead process behind.
// node lock-and-count.mjs <lock> <count> <worker> <rounds>
import { readFileSync, writeFileSync } from "node:fs";
import { lockFile } from "../../../dist/core/index.js";

const [path, count, worker, rounds] = process.argv.slice(2);
for (let round = 0; round < Number(rounds); round++) {
  const lock = await lockFile(path, { waitMs: 60_000 });
  const before = Number(readFileSync(count, "utf8"));
  await new Promise((resolve) => setTimeout(resolve, round % 3));
  writeFileSync(count, String(before + 1));
  if (round % 2 === 0) {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, processStart: null, nonce: `${worker}-${round}` }));
  } else {
    await lock.release();
  }
}
