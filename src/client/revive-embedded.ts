import type { OpenAI } from "openai";
import { isLoopback } from "../core/index.js";
import { ensureEmbeddedService } from "./embedded-service.js";
import { EMBEDDED_MARK, moveEmbeddedValues } from "./embedded-values.js";

/**
 * Starts the embedded service again when a client's calls to it find nobody there, and points the client to it.
 *
 * Returns false, and does nothing, for a client of any other provider.
 *
 * @example
 * if (await reviveEmbedded(client)) job = await client.fineTuning.jobs.retrieve(id);
 */
export async function reviveEmbedded(
  client: Pick<OpenAI, "baseURL">,
  options: { readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal; readonly cliPath?: string } = {},
): Promise<boolean> {
  const { env = process.env, signal, cliPath } = options;
  const dataDirectory = env[EMBEDDED_MARK];
  const before = env["AZURE_OPENAI_ENDPOINT"];
  if (dataDirectory === undefined || before === undefined || !isLoopback(before)) return false;
  if (new URL(client.baseURL).origin !== new URL(before).origin) return false;
  const { url } = await ensureEmbeddedService({
    dataDirectory,
    env,
    signal,
    cliPath,
  });
  client.baseURL = client.baseURL.replace(before.replace(/\/+$/, ""), url);
  moveEmbeddedValues(env, before, url);
  return true;
}
