import type { Handler } from "../session/kernel-context.js";

/** Lists the open comms: none, because this kernel has no comm targets. */
export const commInfoRequest: Handler = () => ({ status: "ok", comms: {} });
