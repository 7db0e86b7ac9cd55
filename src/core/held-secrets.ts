import { say } from "../texts/index.js";
import { TunelabError } from "./errors.js";

/** Which server a secret is set for, and which is asked without it. */
export interface HeldSecret {
  /** Server that the secret belongs to. */
  readonly home: string;
  /** Server that is asked, and does not get it. */
  readonly address: string;
}

const noted = new WeakMap<object, ReadonlyMap<string, HeldSecret>>();

/**
 * Notes which secrets an environment does not have because they are set for other servers than it asks, so that whoever
 * looks for one there does not call it "not set".
 *
 * @example
 * noteHeldSecrets(process.env, new Map([["DATABRICKS_TOKEN", { home: "https://adb-1.example", address: "https://adb-2.example" }]]));
 */
export function noteHeldSecrets(env: object, secrets: ReadonlyMap<string, HeldSecret>): void {
  noted.set(env, secrets);
}

/**
 * The server that a secret is set for, where an environment lacks it for that reason; `undefined` where it is there, or
 * nowhere.
 *
 * @param address server that is asked now @default the one that was asked when it was noted
 * @example
 * heldSecret(process.env, "DATABRICKS_TOKEN")?.home; // "https://adb-1.example"
 */
export function heldSecret(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  address?: string,
): HeldSecret | undefined {
  const found = env[name]?.trim() ? undefined : noted.get(env)?.get(name);
  if (found === undefined || address === found.home) return undefined;
  return { home: found.home, address: address ?? found.address };
}

/**
 * The error of a secret that is needed, and set for another server: `missing_setting`.
 *
 * @param meaning what it is, for example "key of OpenAI"
 * @example
 * throw heldSecretError("DATABRICKS_TOKEN", held, say("data.workspaceToken"));
 */
export function heldSecretError(name: string, { home, address }: HeldSecret, meaning: string): TunelabError {
  return new TunelabError(say("client.secretHeld", { name, home, address, meaning }), {
    code: "missing_setting",
    hint: say("client.secretHeldHint", { name, address }),
  });
}
