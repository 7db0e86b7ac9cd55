import type { Handler } from "../session/kernel-context.js";
import { booleanField, integerField, textField } from "../session/request.js";

/** Gives back what was run: the last cells, a range, or those that match a pattern. */
export const historyRequest: Handler = ({ history }, { message: { content } }) => ({
  status: "ok",
  history: history.find({
    accessType: textField(content, "hist_access_type") ?? "tail",
    output: booleanField(content, "output", false),
    session: integerField(content, "session"),
    start: integerField(content, "start"),
    stop: integerField(content, "stop"),
    n: integerField(content, "n"),
    pattern: textField(content, "pattern"),
    unique: booleanField(content, "unique", false),
  }),
});
