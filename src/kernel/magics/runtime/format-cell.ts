import { join } from "node:path";
import { TunelabError } from "../../../core/essentials/index.js";
import { hideMagics, showMagics } from "../hide-magics.js";
import { say } from "../../../texts/kernel/index.js";

/** A magic that takes the whole cell and whose text is no TypeScript. */
const OTHER_LANGUAGE = /^\s*(%%(?:sh|sql)|%(?:sh|sql))\b/;

/**
 * The code of a cell as Prettier writes it, by the settings that it finds around the notebook's folder; magics stay as they
 * are. The code is not run.
 *
 * Throws `format_failed` for code that is not whole, for no code at all, for what is no TypeScript (`%%sh`, `%%sql`), and
 * where Prettier's settings cannot be read.
 *
 * @example
 * await formatCell("const a=1", "/notebooks"); // "const a = 1;"
 */
export async function formatCell(code: string, directory: string): Promise<string> {
  if (code.trim() === "") throw formatFailed(say("magics.noCode"), say("magics.noCodeHint"));
  const [, magic] = OTHER_LANGUAGE.exec(code) ?? [];
  if (magic !== undefined) throw formatFailed(say("magics.noTypeScript", { magic }), say("magics.noTypeScriptHint"));
  const { format, resolveConfig } = await import("prettier");
  const filepath = join(directory, "cell.ts");
  try {
    const settings = await resolveConfig(filepath, { editorconfig: true });
    const formatted = await format(hideMagics(code), { ...settings, filepath, parser: "typescript" });
    return showMagics(formatted).trimEnd();
  } catch (cause) {
    const what = showMagics(String((cause as Error).message));
    if (isMistake(cause)) throw formatFailed(what, say("magics.completeCode"));
    throw formatFailed(what, say("magics.prettierSettings"));
  }
}

/** Whether Prettier found a place in the code that it cannot read; Prettier's own stack tells a learner nothing more. */
const isMistake = (cause: unknown): boolean => cause instanceof SyntaxError && "loc" in cause;

const formatFailed = (what: string, hint: string): TunelabError =>
  new TunelabError(say("magics.notFormatted", { why: what }), { code: "format_failed", hint });
