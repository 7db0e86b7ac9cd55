import { basename } from "node:path";
import { parseDocument } from "yaml";
import { TunelabError, writeWholeFile, type WriteText } from "../core/index.js";
import { say } from "../texts/index.js";
import { parseFrontMatter } from "./document/front-matter.js";
import { parsePromptyDocument } from "./document/prompty-document.js";
import { readPromptFile } from "./document/read-prompt-file.js";
import { sourceError } from "./document/source-error.js";
import { findParameterProblem } from "./parameter-rules.js";

/**
 * Changes parameters in a prompt file, keeping its comments, layout and line ends; `null` removes one.
 *
 * Throws `unknown_parameter` and `invalid_parameter` with file and line, `prompty_not_found`, the errors of a file that is no prompt, and `file_not_written`, for example when the disk is
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
  const header = parseDocument(match[2]!.replaceAll(/\r\n|\r$/g, (end) => end.slice(1)));
  const placed: { readonly place: readonly string[]; readonly key: string; readonly value: unknown }[] = [];
  for (const [key, value] of Object.entries(parameters)) {
    const place = ["model", version === 1 ? "parameters" : "options", version === 1 ? key : (OPTION_OF[key] ?? key)];
    const isRemoval = value === null || value === undefined;
    // A name that somebody wrote by hand can be taken out again.
    if (isRemoval && header.hasIn(place)) {
      header.deleteIn(place);
      continue;
    }
    if (isRemoval) header.deleteIn(place);
    else header.setIn(place, value);
    placed.push({ place, key, value });
  }
  const written = header.toString({ lineWidth: 0 }).replace(/\n$/, "");
  const lines = match[1]!.endsWith("\r\n") ? written.replaceAll("\n", "\r\n") : written;
  // A match of the end begins with the line feed of the header's last line, whose carriage return belongs to the header.
  const end = match[1]!.endsWith("\r\n") && match[3]!.startsWith("\n") ? `\r${match[3]!}` : match[3]!;
  const changed = { name: source.name, text: `${match[1]!}${lines}${end}` };
  for (const { place, key, value } of placed) {
    const problem = findParameterProblem(key, value, version === 1 ? {} : API_NAME_OF);
    if (problem === undefined) continue;
    const { lineOf } = parseFrontMatter(changed);
    const { message, ...options } = problem;
    throw sourceError(changed, lineOf(place), message, options);
  }
  parsePromptyDocument(changed);
  await writeWholeFile(path, changed.text, { write: options.writeText }).catch((cause: Error) => {
    throw new TunelabError(say("prompts.notWritten", { path, reason: cause.message }), {
      code: "file_not_written",
      hint: say("prompts.notWrittenHint"),
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

/** Version 2's own spellings, which may be given too. */
const API_NAME_OF: Record<string, string> = Object.fromEntries(
  Object.entries(OPTION_OF).map(([name, option]) => [option, name]),
);
