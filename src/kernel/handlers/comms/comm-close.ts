import type { Handler } from "../../session/kernel-context.js";

/** Tells who opened a comm that the front end has closed it. */
export const commClose: Handler = async (context, request) => {
  await (context.editor.isFor(request) ? context.editor : context.comms).receive(request);
  return undefined;
};
