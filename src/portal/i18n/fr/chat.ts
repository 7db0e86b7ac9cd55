import type { chat as english } from "../en/chat.js";

export const chat: Readonly<Record<keyof typeof english, string>> = {};
