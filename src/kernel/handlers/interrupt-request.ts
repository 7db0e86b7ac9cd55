import type { Handler } from "../session/kernel-context.js";

/** Interrupts the running cell; harmless when none runs. */
export const interruptRequest: Handler = (context) => {
  context.interrupt();
  return { status: "ok" };
};
