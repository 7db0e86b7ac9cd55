import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

const INTERACTIVE = process.stdout.isTTY === true;

/** Bytes below a path, links not followed; 0 when it does not exist. */
export async function measureBytes(path) {
  let info;
  try {
    info = await lstat(path);
  } catch {
    return 0;
  }
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await readdir(path).catch(() => [])).map((name) => measureBytes(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @example toMegabytes(98_362_432) // "98 MB" */
export const toMegabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

const toSeconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Runs one set-up step and prints one line for it: name, time, and what it says of itself.
 *
 * `work` gets a function that updates the progress shown beside the name on a terminal, and returns
 * `{ note, done }`: `done` is false when there was nothing to do.
 */
export async function reportStep(name, work) {
  const start = performance.now();
  let progress = "";
  const draw = () => {
    process.stdout.write(`\r\x1b[K  … ${name}  ${toSeconds(performance.now() - start)}  ${progress}`);
  };
  const timer = INTERACTIVE ? setInterval(draw, 200) : undefined;
  let announced = false;
  const announce = setTimeout(() => {
    announced = true;
    if (!INTERACTIVE) console.log(`  … ${name}`);
  }, 1500);
  try {
    const { note = "", done = true } =
      (await work((text) => {
        progress = text;
        if (!INTERACTIVE && announced) console.log(`    ${name}: ${text}`);
      })) ?? {};
    const time = toSeconds(performance.now() - start);
    if (INTERACTIVE) process.stdout.write("\r\x1b[K");
    console.log(`  ${done ? "+" : "="} ${name.padEnd(22)} ${time.padStart(8)}  ${note}`);
  } catch (error) {
    if (INTERACTIVE) process.stdout.write("\r\x1b[K");
    console.log(`  x ${name}`);
    throw error;
  } finally {
    clearInterval(timer);
    clearTimeout(announce);
  }
}
