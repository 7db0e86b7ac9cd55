import type { Handler } from "../../session/kernel-context.js";
import { textField } from "../../session/request.js";

/** Lists the open comms, all or those of one target. */
export const commInfoRequest: Handler = (context, request) => ({
  status: "ok",
  comms: context.comms.info(textField(request.message.content, "target_name")),
});
