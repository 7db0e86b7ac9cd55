import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { findChromium } from "../support/chromium.js";

const ALL = readdirSync(resolve(import.meta.dirname, "../../notebooks/en")).filter((name) => name.endsWith(".ipynb"));

/** Labs that run whole in a real JupyterLab in a browser, where there is one. */
export const BROWSER_LABS = ALL.filter((name) => /^0[123]-/.test(name));

/** The others, and all where there is no browser: they run through nbconvert. */
export const HEADLESS_LABS = findChromium() === undefined ? ALL : ALL.filter((name) => !BROWSER_LABS.includes(name));
