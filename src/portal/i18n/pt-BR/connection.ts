import type { connection as english } from "../en/connection.js";

export const connection: Readonly<Record<keyof typeof english, string>> = {};
