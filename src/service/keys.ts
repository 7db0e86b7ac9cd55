import { randomBytes } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { TunelabError, writeWholeFile } from "../core/index.js";

/** What a client must show. */
export interface ServiceKeys {
  /** `api-key` header, or bearer token, of the data plane. */
  readonly apiKey: string;
  /** Bearer token of the management plane; the data plane accepts it too, as Azure accepts Entra tokens. */
  readonly managementToken: string;
}

/** As many characters as cannot be guessed, none of which a header would change or cut. */
const KEY = /^[\x21-\x7e]{16,512}$/;

/**
 * Reads the keys of a data directory, or makes them at the first start; the file is made readable by its owner only.
 *
 * Throws `invalid_keys` when the file has a key that is too short, or the same one twice.
 *
 * @example
 * const { apiKey } = await loadKeys(".tunelab/data");
 */
export async function loadKeys(dataDirectory: string): Promise<ServiceKeys> {
  const path = join(dataDirectory, "keys.json");
  const known = await readKeys(path);
  if (known !== undefined) {
    // A copy or a careless umask may have opened it to others. Windows has no such modes.
    if (process.platform !== "win32") await chmod(path, 0o600);
    return known;
  }
  const keys: ServiceKeys = {
    apiKey: randomBytes(16).toString("hex"),
    managementToken: randomBytes(32).toString("base64url"),
  };
  await writeWholeFile(path, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}

async function readKeys(path: string): Promise<ServiceKeys | undefined> {
  let keys: Partial<ServiceKeys> | null;
  try {
    keys = JSON.parse(await readFile(path, "utf8")) as Partial<ServiceKeys> | null;
  } catch {
    // Absent at the first start; a damaged file is replaced, and clients read the new keys from the address file.
    return undefined;
  }
  const { apiKey, managementToken } = keys ?? {};
  if (typeof apiKey !== "string" || typeof managementToken !== "string") return undefined;
  const weak = Object.entries({ apiKey, managementToken }).find(([, key]) => !KEY.test(key))?.[0];
  if (weak === undefined && apiKey !== managementToken) return { apiKey, managementToken };
  const what =
    weak === undefined ? "the same key twice" : `no usable ${weak}: it must have 16 to 512 visible ASCII characters`;
  throw new TunelabError(`${path} has ${what}.`, {
    code: "invalid_keys",
    hint: "Delete the file: the next start makes new keys.",
  });
}
