import { basename, dirname, resolve } from "node:path";
import { Prompty } from "./prompty.js";
import { parsePromptyDocument } from "./document/prompty-document.js";
import type { PromptyOptions } from "./prompty-run.js";
import { readPromptFile } from "./document/read-prompt-file.js";

/**
 * Reads a prompt file of version 1 or 2; reading it again after an edit is how the edit takes effect.
 *
 * Throws `prompty_not_found`, `prompty_header_missing`, `prompty_header_invalid` or `unknown_prompty_field`.
 *
 * @example
 * const warm = await loadPrompty("application.prompty", { parameters: { temperature: 0.9 } });
 */
export async function loadPrompty(path: string, options: PromptyOptions = {}): Promise<Prompty> {
  const text = await readPromptFile(path);
  return parsePrompty(text, { ...options, name: basename(path), folder: dirname(resolve(path)) });
}

/**
 * Reads the text of a prompt; `folder` is where its `${file:…}` and images lie.
 *
 * @example
 * parsePrompty("---\nname: hello\n---\nuser:\nHi").render(); // [{ role: "user", content: "Hi" }]
 */
export function parsePrompty(
  text: string,
  options: PromptyOptions & { readonly name?: string; readonly folder?: string } = {},
): Prompty {
  const { name = "prompt", folder = process.cwd(), ...rest } = options;
  return new Prompty(parsePromptyDocument({ name, text }), folder, rest);
}
