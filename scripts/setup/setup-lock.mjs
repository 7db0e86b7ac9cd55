import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HOME } from "./paths.mjs";
import { SetupError } from "./setup-error.mjs";

const LOCK = join(HOME, "setup.lock");

const HEARTBEAT_MS = 5_000;
/** A holder touches its lock every five seconds; one that has not for a minute is gone, whoever has its number now. */
const STALE_MS = 60_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

const isFresh = (file) => Date.now() - statSync(file).mtimeMs < STALE_MS;

function beat(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Someone removed the lock by hand: nothing is left to keep alive.
  }
}

/**
 * Makes sure that only one set-up works in this clone; a lock left by a process that is gone is taken over.
 *
 * @returns a function that gives the lock back
 */
export function acquireSetupLock(file = LOCK) {
  mkdirSync(dirname(file), { recursive: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      const heartbeat = setInterval(beat, HEARTBEAT_MS, file).unref();
      return () => {
        clearInterval(heartbeat);
        rmSync(file, { force: true });
      };
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const holder = Number(readFileSync(file, "utf8"));
      if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder) && isFresh(file)) {
        throw new SetupError(
          `Another set-up is at work in this clone (process ${holder}).`,
          `Wait for it, or end it (kill ${holder}), then run the same command again.`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new SetupError("The set-up lock could not be taken.", `Remove ${file} and run the same command again.`);
}
