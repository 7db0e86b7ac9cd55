import { getDisplaySink, TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";

/** What was typed into a prompt, by environment: it can be asked for again, unlike what a person has set. */
const typed = new WeakMap<NodeJS.ProcessEnv, Set<string>>();

/**
 * Asks for a secret with a hidden prompt where the front end lets a person answer, and names the variable elsewhere.
 *
 * What is typed is kept in the environment of this process, where later cells and the openai package look for it, and
 * nowhere else. Throws `missing_setting`.
 *
 * @example
 * const key = await askForSecret("AZURE_OPENAI_API_KEY", "key of the Azure OpenAI resource");
 */
export async function askForSecret(
  name: string,
  meaning: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const sink = getDisplaySink();
  const answer = sink?.canAsk === true ? (await sink.ask(`${name} (${meaning}): `, { secret: true })).trim() : "";
  if (answer !== "") {
    typed.set(env, new Set([...(typed.get(env) ?? []), name]));
    return (env[name] = answer);
  }
  throw new TunelabError(say("client.secretMissing", { name, meaning }), {
    code: "missing_setting",
    hint: say("client.secretMissingHint", { name }),
  });
}

/**
 * Forgets what was typed into prompts, after the provider has refused it, so that the next call asks again; true if there
 * was anything.
 *
 * @example
 * if (forgetTypedSecrets()) console.log("Run the cell again to type the key once more.");
 */
export function forgetTypedSecrets(env: NodeJS.ProcessEnv = process.env): boolean {
  const names = typed.get(env) ?? new Set();
  for (const name of names) delete env[name];
  typed.delete(env);
  return names.size > 0;
}
