/** Address of OpenAI itself. */
export const OPENAI_URL = "https://api.openai.com/v1";

/** Organisation and project as the openai package takes them: a text, `null` for none, absent for the environment's. */
export interface OpenAIAccount {
  readonly organization?: string | null;
  readonly project?: string | null;
}

/**
 * Whether an address is OpenAI's own, in any of its regions.
 *
 * @example
 * isOpenAIAddress("https://eu.api.openai.com/v1"); // true
 * isOpenAIAddress("http://127.0.0.1:11434/v1"); // false
 */
export function isOpenAIAddress(address: string): boolean {
  return URL.canParse(address) && /^(.+\.)?api\.openai\.com$/i.test(new URL(address).hostname);
}

/**
 * The account that goes with requests to an address: the package would send OPENAI_ORG_ID and OPENAI_PROJECT_ID to any server,
 * and they are OpenAI's, as OPENAI_API_KEY is. Another server gets what is given for it and nothing else.
 *
 * @param given organisation that a configuration names beside the address
 * @example
 * accountFor("http://127.0.0.1:11434/v1"); // { organization: null, project: null }
 */
export function accountFor(address: string, given?: string): OpenAIAccount {
  if (isOpenAIAddress(address)) return given === undefined ? {} : { organization: given };
  return { organization: given ?? null, project: null };
}
