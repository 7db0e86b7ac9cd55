import type { Handler } from "../session/kernel-context.js";

/** Answers the front end's debugger. */
export const debugRequest: Handler = (context, request) => context.debug(request.message.content);
