import { getDisplaySink, heldSecretError, TunelabError, type HeldSecret } from "../core/index.js";
import { say } from "../texts/index.js";

/** A secret that was typed, and the address that it was asked for. */
export interface TypedSecret {
  readonly value: string;
  readonly address: string;
}

/** What was typed into a prompt, by environment: it can be asked for again, unlike what a person has set. */
const typed = new WeakMap<NodeJS.ProcessEnv, Map<string, TypedSecret>>();

/**
 * Asks for a secret with a hidden prompt where the front end lets a person answer, and names the variable elsewhere.
 *
 * What is typed is kept in the environment of this process, where later cells and the openai package look for it, and
 * nowhere else. Throws `missing_setting`.
 *
 * @param address what it is for: no other address gets it
 * @param held the secrets that are set for other servers, so that none of them is called "not set"
 * @example
 * const key = await askForSecret("AZURE_OPENAI_API_KEY", "key of the Azure OpenAI resource", endpoint);
 */
export async function askForSecret(
  name: string,
  meaning: string,
  address: string,
  env: NodeJS.ProcessEnv = process.env,
  held?: ReadonlyMap<string, HeldSecret>,
): Promise<string> {
  const sink = getDisplaySink();
  const answer = sink?.canAsk === true ? (await sink.ask(`${name} (${meaning}): `, { secret: true })).trim() : "";
  if (answer !== "") {
    typed.set(env, new Map([...typedSecrets(env), [name, { value: answer, address }]]));
    return (env[name] = answer);
  }
  const elsewhere = held?.get(name);
  if (elsewhere !== undefined) throw heldSecretError(name, { ...elsewhere, address }, meaning);
  throw new TunelabError(say("client.secretMissing", { name, meaning }), {
    code: "missing_setting",
    hint: say("client.secretMissingHint", { name }),
  });
}

/** What was typed and is still in the environment, by name; a variable that a cell has set since is no longer it. */
export function typedSecrets(env: NodeJS.ProcessEnv): ReadonlyMap<string, TypedSecret> {
  return new Map([...(typed.get(env) ?? [])].filter(([name, { value }]) => env[name] === value));
}

/**
 * Forgets what was typed into prompts, after the provider has refused it, so that the next call asks again; true if there
 * was anything.
 *
 * @example
 * if (forgetTypedSecrets()) console.log("Run the cell again to type the key once more.");
 */
export function forgetTypedSecrets(env: NodeJS.ProcessEnv = process.env): boolean {
  const names = [...(typed.get(env)?.keys() ?? [])];
  for (const name of names) delete env[name];
  typed.delete(env);
  return names.length > 0;
}
