import type { Handler } from "../../session/kernel-context.js";

/** Hands a message to the comm that it is for, and ends when that has handled it: widgets send their next one then. */
export const commMsg: Handler = async (context, request) => {
  await (context.editor.isFor(request) ? context.editor : context.comms).receive(request);
  return undefined;
};
