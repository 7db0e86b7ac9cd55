import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { findProjectRoot, makeFolder, TunelabError, writeWholeFile } from "../core/index.js";

const schema = z.strictObject({
  host: z.string().optional(),
  port: z.number().int().min(0).max(65_535).optional(),
  dataDirectory: z.string().optional(),
  /** GGUF file; relative to the project. */
  model: z.string().optional(),
  generationTimeoutSeconds: z.number().int().min(1).max(86_400).optional(),
  trainingMemoryMegabytes: z.number().int().min(1).optional(),
});

/** Settings kept in a file; flags and the environment beat them. */
export type SavedSettings = z.output<typeof schema>;

/** The file of saved settings: `.tunelab/settings.json` in the project. */
export function settingsFilePath(): string {
  return join(findProjectRoot(), ".tunelab", "settings.json");
}

/**
 * Reads saved settings; none when there is no file. Throws `invalid_settings` for a file that is not understood.
 *
 * @example
 * readSavedSettings().port; // 8080 when the file says {"port": 8080}, else undefined
 */
export function readSavedSettings(path: string = settingsFilePath()): SavedSettings {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return {};
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const detail = cause instanceof z.ZodError ? cause.issues.map((issue) => issue.message).join("; ") : String(cause);
    throw new TunelabError(`The settings in ${path} are not understood: ${detail}`, {
      code: "invalid_settings",
      hint: "Correct the file, or delete it to use the defaults.",
      cause,
    });
  }
}

/**
 * Changes the given settings in the file and keeps the others.
 *
 * @example
 * await saveSettings({ model: ".tunelab/models/qwen2.5-0.5b-instruct-q4_k_m.gguf" });
 */
export async function saveSettings(changes: SavedSettings, path: string = settingsFilePath()): Promise<void> {
  await makeFolder(dirname(path));
  await writeWholeFile(path, `${JSON.stringify({ ...readSavedSettings(path), ...changes }, null, 2)}\n`, {
    mode: 0o600,
  });
}
