import type { Handler } from "../../session/kernel-context.js";

/** Opens a comm to a target that a cell has registered; any other is closed at once. */
export const commOpen: Handler = async (context, request) => {
  await (context.editor.isFor(request) ? context.editor : context.comms).receive(request);
  return undefined;
};
