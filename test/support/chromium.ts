import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that tests drive: `TUNELAB_CHROMIUM`, else where Linux packages put one; `undefined` where there is none. */
export function findChromium(): string | undefined {
  const named = process.env.TUNELAB_CHROMIUM;
  return named !== undefined && named !== "" ? named : PLACES.find((path) => existsSync(path));
}
