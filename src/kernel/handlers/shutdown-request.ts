import type { Handler } from "../session/kernel-context.js";
import { booleanField } from "../session/request.js";

/** Ends the kernel, also while a cell spins; `restart` is echoed. */
export const shutdownRequest: Handler = async (context, request) => {
  await context.shutdown();
  const content = { status: "ok", restart: booleanField(request.message.content, "restart", false) };
  context.publish("shutdown_reply", content, request);
  return content;
};
