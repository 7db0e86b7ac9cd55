import { completeMagics } from "../magics/index.js";
import { cursorOffset, toCodePoints } from "../session/code-points.js";
import type { Handler } from "../session/kernel-context.js";
import { textField } from "../session/request.js";

/** Completes the name at the cursor; never runs code of the learner. */
export const completeRequest: Handler = async (context, { message: { content } }) => {
  const code = textField(content, "code") ?? "";
  const offset = cursorOffset(code, content.cursor_pos);
  const { compiler, directory } = context;
  const magic = completeMagics(code, offset, context.workingFolder());
  const { items, start, end } =
    magic === undefined
      ? await compiler.call("complete", code, offset, directory, context.editor.isOpen)
      : { ...magic, items: magic.matches.map((text) => ({ text, type: "magic" })) };
  const range = { start: toCodePoints(code, start), end: toCodePoints(code, end) };
  return {
    status: "ok",
    matches: items.map(({ text }) => text),
    cursor_start: range.start,
    cursor_end: range.end,
    metadata: { _jupyter_types_experimental: items.map(({ text, type }) => ({ ...range, text, type })) },
  };
};
