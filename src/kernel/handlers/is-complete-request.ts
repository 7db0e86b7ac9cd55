import { awaitsMoreText, translateMagics } from "../magics/index.js";
import type { Handler } from "../session/kernel-context.js";
import { textField } from "../session/request.js";

/** Tells a console whether to run what was typed or to wait for more. */
export const isCompleteRequest: Handler = async ({ compiler }, { message: { content } }) => {
  const code = textField(content, "code") ?? "";
  if (awaitsMoreText(code)) return { status: "incomplete", indent: "" };
  const translated = translateMagics(code);
  if (!translated.ok) return { status: "invalid" };
  const { status, indent } = await compiler.call("isComplete", translated.code);
  return status === "incomplete" ? { status, indent: indent ?? "" } : { status };
};
