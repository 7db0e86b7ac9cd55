import { inspectMagic } from "../magics/index.js";
import { cursorOffset } from "../session/code-points.js";
import type { Handler } from "../session/kernel-context.js";
import { textField } from "../session/request.js";

/** Explains the name at the cursor: signature and documentation. */
export const inspectRequest: Handler = async ({ compiler, directory }, { message: { content } }) => {
  const code = textField(content, "code") ?? "";
  const offset = cursorOffset(code, content.cursor_pos);
  const magic = inspectMagic(code, offset);
  if (magic !== undefined) return reply({ "text/plain": magic });
  const { found, markdown, plain } = await compiler.call(
    "inspect",
    code,
    offset,
    content.detail_level === 1 ? 1 : 0,
    directory,
  );
  return reply(found ? { "text/markdown": markdown, "text/plain": plain } : undefined);
};

const reply = (data: Record<string, string> | undefined): Record<string, unknown> => ({
  status: "ok",
  found: data !== undefined,
  data: data ?? {},
  metadata: {},
});
