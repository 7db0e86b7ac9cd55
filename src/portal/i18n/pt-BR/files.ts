import type { files as english } from "../en/files.js";

export const files: Readonly<Record<keyof typeof english, string>> = {};
