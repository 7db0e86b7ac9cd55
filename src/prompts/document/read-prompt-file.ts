import { readFile } from "node:fs/promises";
import { TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";

/** The text of a prompt file. Throws `prompty_not_found` with the folder that was looked in. */
export async function readPromptFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new TunelabError(
      say("prompts.noFile", { path, reason: (cause as NodeJS.ErrnoException).code ?? String(cause) }),
      {
        code: "prompty_not_found",
        hint: say("prompts.noFileHint", { folder: process.cwd() }),
        cause,
      },
    );
  }
}
