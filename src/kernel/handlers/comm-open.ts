import type { Handler } from "../session/kernel-context.js";

/** Closes at once what a front end opens to a target that this kernel does not have. */
export const commOpen: Handler = (context, request) => {
  const { comm_id: id } = request.message.content;
  context.publish("comm_close", { comm_id: typeof id === "string" ? id : "", data: {} }, request);
  return undefined;
};
