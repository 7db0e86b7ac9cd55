import type { runs as english } from "../en/runs.js";

export const runs: Readonly<Record<keyof typeof english, string>> = {};
