import type { Handler } from "../session/kernel-context.js";

/** Drops messages to comms: none can be open. */
export const commMsg: Handler = () => undefined;
