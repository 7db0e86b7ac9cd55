import { basename } from "node:path";
import { parseDocument } from "yaml";
import { TunelabError, writeWholeFile, type WriteText } from "../core/index.js";
import { parsePromptyDocument } from "./document/prompty-document.js";
import { readPromptFile } from "./document/read-prompt-file.js";

/**
 * Changes parameters in a prompt file, keeping its comments and layout; `null` removes one.
 *
 * Throws `prompty_not_found`, the errors of a file that is no prompt, and `file_not_written`, for example when the disk is
 * full; the file is then as it was.
 *
 * @param options.writeText @default node:fs/promises writeFile
 * @example
 * await setPromptyParameters("application.prompty", { temperature: 0.9, presence_penalty: 0.5 });
 */
export async function setPromptyParameters(
  path: string,
  parameters: Readonly<Record<string, unknown>>,
  options: { readonly writeText?: WriteText } = {},
): Promise<void> {
  const text = await readPromptFile(path);
  const { source, version } = parsePromptyDocument({ name: basename(path), text });
  const match = /^(\ufeff?\s*---[ \t]*\r?\n)([\s\S]*?)((?:^|\n)---[ \t]*(?:\r?\n|$)[\s\S]*)$/.exec(source.text)!;
  const header = parseDocument(match[2]!);
  for (const [key, value] of Object.entries(parameters)) {
    const place = ["model", version === 1 ? "parameters" : "options", version === 1 ? key : (OPTION_OF[key] ?? key)];
    if (value === null || value === undefined) header.deleteIn(place);
    else header.setIn(place, value);
  }
  const changed = `${match[1]!}${header.toString({ lineWidth: 0 }).replace(/\n$/, "")}${match[3]!}`;
  parsePromptyDocument({ name: source.name, text: changed });
  await writeWholeFile(path, changed, { write: options.writeText }).catch((cause: Error) => {
    throw new TunelabError(`${path} could not be written: ${cause.message}.`, {
      code: "file_not_written",
      hint: "Make room on the disk or check the permissions, and run the cell again: the prompt is as it was before.",
      cause,
    });
  });
}

const OPTION_OF: Record<string, string> = {
  max_tokens: "maxOutputTokens",
  max_completion_tokens: "maxOutputTokens",
  top_p: "topP",
  presence_penalty: "presencePenalty",
  frequency_penalty: "frequencyPenalty",
  stop: "stopSequences",
};
