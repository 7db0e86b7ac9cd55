import { getDisplaySink, TunelabError } from "../core/index.js";

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
  if (answer !== "") return (env[name] = answer);
  throw new TunelabError(`${name} is not set; it is needed as the ${meaning}.`, {
    code: "missing_setting",
    hint: `Set ${name} in the environment or in a .env file next to the notebook. Never write it into a cell: cells are saved.`,
  });
}
