import type { cleanUp as english } from "../en/clean-up.js";

export const cleanUp: Readonly<Record<keyof typeof english, string>> = {};
