import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that tests drive: `TUNELAB_CHROMIUM`, else where Linux packages put one; `undefined` where there is none. */
export function findChromium(): string | undefined {
  const named = process.env.TUNELAB_CHROMIUM;
  return named !== undefined && named !== "" ? named : PLACES.find((path) => existsSync(path));
}

/** Starts a browser that asks nobody for anything. */
export function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium was found; set TUNELAB_CHROMIUM to one.");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
  });
}
