import type { Handler } from "../session/kernel-context.js";

/** Takes note that a comm is closed, which it was already. */
export const commClose: Handler = () => undefined;
