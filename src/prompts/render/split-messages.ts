import { say } from "../../texts/index.js";
import { readConfined } from "../document/resolve-references.js";
import type { InputGuard } from "./input-guard.js";
import { type PromptSource, sourceError } from "../document/source-error.js";

/** A piece of a message, as the chat completions API has it. */
export type PromptPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

/** A message of a rendered prompt. */
export interface PromptMessage {
  readonly role: "system" | "user" | "assistant" | "developer" | "tool" | "function";
  readonly content: string | readonly PromptPart[];
}

/** Where a rendered prompt comes from, and by which version's rules it is split. */
export interface SplitContext {
  readonly source: PromptSource;
  readonly templateLine: number;
  readonly folder: string;
  readonly version: 1 | 2;
}

/** A list of messages that stands for itself: the value of a `thread` input. */
export class Thread {
  constructor(readonly messages: readonly PromptMessage[]) {}
}

/** An image given as an input: a URL, a data URL, or a file in the prompt's folder. */
export class PromptImage {
  constructor(readonly location: string) {}
}

const MARKER = /^[^\S\n]*#?[^\S\n]*(system|user|assistant|function|tool|developer)[^\S\n]*:[^\S\n]*(?:\n|$)/gim;
const MARKDOWN_IMAGE = /!\[[^\]\n]*\]\(([^)\n]+)\)/g;

/**
 * Cuts a rendered prompt into messages at its role lines (`user:` alone on a line).
 *
 * Text before the first role is an error in version 1 and a system message in version 2. Markdown images become image
 * parts in version 1 and stay text in version 2. Throws `prompty_role_missing` or a file error.
 *
 * @example
 * splitMessages("system:\nBe brief.\nuser:\nHi", guard, context).map((message) => message.role); // ["system", "user"]
 */
export function splitMessages(rendered: string, guard: InputGuard, context: SplitContext): PromptMessage[] {
  const markers = [...rendered.matchAll(MARKER)];
  const leading = rendered.slice(0, markers[0]?.index ?? rendered.length).trim();
  const messages: PromptMessage[] = [];
  if (leading !== "") {
    if (context.version === 1) {
      const shown = guard.release(leading).slice(0, 60);
      throw sourceError(
        context.source,
        context.templateLine,
        say("prompts.beforeRole", { text: JSON.stringify(shown) }),
        {
          code: "prompty_role_missing",
          hint: say("prompts.beforeRoleHint"),
        },
      );
    }
    messages.push(...toMessages("system", leading, guard, context));
  }
  markers.forEach((marker, i) => {
    const content = rendered.slice(marker.index + marker[0].length, markers[i + 1]?.index ?? rendered.length);
    messages.push(...toMessages(marker[1]!.toLowerCase() as PromptMessage["role"], content.trim(), guard, context));
  });
  if (messages.length === 0) {
    throw sourceError(context.source, context.templateLine, say("prompts.noMessage"), {
      code: "prompty_role_missing",
      hint: say("prompts.noMessageHint"),
    });
  }
  return messages;
}

function toMessages(
  role: PromptMessage["role"],
  content: string,
  guard: InputGuard,
  context: SplitContext,
): PromptMessage[] {
  const messages: PromptMessage[] = [];
  let parts: PromptPart[] = [];
  const flush = (): void => {
    if (parts.length > 0) messages.push({ role, content: joinParts(parts) });
    parts = [];
  };
  for (const part of guard.expand(context.version === 1 ? reserveImages(content, guard) : content)) {
    if ("text" in part) {
      if (part.text.trim() !== "") parts.push({ type: "text", text: part.text.trim() });
    } else if (part.value instanceof Thread) {
      flush();
      messages.push(...part.value.messages);
    } else if (part.value instanceof PromptImage) {
      parts.push({ type: "image_url", image_url: { url: toImageUrl(part.value.location, context) } });
    }
  }
  flush();
  return messages.length === 0 ? [{ role, content: "" }] : messages;
}

/** Pictures of the template itself: those in values carry the guard's mark and do not match. */
function reserveImages(content: string, guard: InputGuard): string {
  return content.replace(MARKDOWN_IMAGE, (_, location: string) =>
    guard.reserve(new PromptImage(guard.release(location).trim())),
  );
}

function joinParts(parts: readonly PromptPart[]): string | readonly PromptPart[] {
  const [first] = parts;
  return parts.length === 1 && first?.type === "text" ? first.text : parts;
}

const IMAGE_TYPES: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
};

function toImageUrl(location: string, { source, templateLine, folder }: SplitContext): string {
  if (/^(?:https?:\/\/|data:image\/)/i.test(location)) return location;
  const extension = /\.(\w+)$/.exec(location)?.[1]?.toLowerCase() ?? "";
  const type = IMAGE_TYPES[extension];
  const fail = (message: string, code: string, cause?: unknown): Error =>
    sourceError(source, templateLine, message, {
      code,
      hint: say("prompts.noImageHint"),
      cause,
    });
  if (type === undefined)
    throw fail(say("prompts.noImage", { place: JSON.stringify(location) }), "prompty_file_unreadable");
  return `data:${type};base64,${readConfined(folder, location, fail).toString("base64")}`;
}
