import type { Handler } from "../session/kernel-context.js";

/** Answers a request of a type that this kernel does not know, so that nobody waits for ever. */
export const unknownRequest: Handler = (_context, { message }) => ({
  status: "error",
  ename: "UnknownMessageType",
  evalue: `This kernel does not answer ${JSON.stringify(message.header.msg_type)}.`,
  traceback: [],
});
