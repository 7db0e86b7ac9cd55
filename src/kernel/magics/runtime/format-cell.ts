import { join } from "node:path";
import { TunelabError } from "../../../core/essentials/index.js";
import { hideMagics, showMagics } from "../hide-magics.js";

/**
 * The code of a cell as Prettier writes it, by the settings that it finds around the notebook's folder; magics stay as they
 * are. The code is not run.
 *
 * Throws `format_failed` for code that is not whole.
 *
 * @example
 * await formatCell("const a=1", "/notebooks"); // "const a = 1;"
 */
export async function formatCell(code: string, directory: string): Promise<string> {
  const { format, resolveConfig } = await import("prettier");
  const filepath = join(directory, "cell.ts");
  try {
    const settings = await resolveConfig(filepath, { editorconfig: true });
    const formatted = await format(hideMagics(code), { ...settings, filepath, parser: "typescript" });
    return showMagics(formatted).trimEnd();
  } catch (cause) {
    const [what = ""] = String((cause as Error).message).split("\n");
    throw new TunelabError(`The cell cannot be formatted. ${what}`, {
      code: "format_failed",
      hint: "Complete the code first; the lines are counted from the one below %format.",
      cause,
    });
  }
}
