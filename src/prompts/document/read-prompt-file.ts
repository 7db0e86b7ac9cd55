import { readFile } from "node:fs/promises";
import { TunelabError } from "../../core/index.js";

/** The text of a prompt file. Throws `prompty_not_found` with the folder that was looked in. */
export async function readPromptFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new TunelabError(
      `The prompt file ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? cause}.`,
      {
        code: "prompty_not_found",
        hint: `Check the name and the folder; the notebook runs in ${process.cwd()}.`,
        cause,
      },
    );
  }
}
