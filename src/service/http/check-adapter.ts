import { stat } from "node:fs/promises";
import { GgufFile } from "../../training/index.js";
import { hashFile } from "../models/hash-file.js";
import { ApiError } from "./api-error.js";
import type { ModelTarget } from "./generation/model-target.js";

/** Files that were found in order, by path, with the size and time that they had then. */
const inOrder = new Map<string, string>();

/**
 * Refuses a tuned model whose adapter is gone, cut short or altered, before llama.cpp reads it: it answers nonsense or
 * fails with it.
 *
 * Throws 409 `ModelDamaged`.
 */
export async function checkAdapter({ adapterPath, adapterSha256, modelId }: ModelTarget): Promise<void> {
  if (adapterPath === undefined) return;
  try {
    const { size, mtimeMs } = await stat(adapterPath);
    const state = `${size} ${mtimeMs} ${adapterSha256}`;
    if (inOrder.get(adapterPath) === state) return;
    GgufFile.open(adapterPath).close();
    if (adapterSha256 !== undefined && (await hashFile(adapterPath)) !== adapterSha256) {
      throw new Error("its content is not what the training wrote");
    }
    inOrder.set(adapterPath, state);
  } catch (error) {
    throw new ApiError(
      409,
      `The weights of the model ${modelId} are damaged (${(error as Error).message}). Restore the data directory from a copy, use another checkpoint, or tune again.`,
      { code: "ModelDamaged", headers: { "x-should-retry": "false" } },
    );
  }
}
