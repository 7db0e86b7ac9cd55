import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWholeFile } from "../core/index.js";

/** What a client must show. */
export interface ServiceKeys {
  /** `api-key` header, or bearer token, of the data plane. */
  readonly apiKey: string;
  /** Bearer token of the management plane; the data plane accepts it too, as Azure accepts Entra tokens. */
  readonly managementToken: string;
}

/**
 * Reads the keys of a data directory, or makes them at the first start; the file is readable by its owner only.
 *
 * @example
 * const { apiKey } = await loadKeys(".tunelab/data");
 */
export async function loadKeys(dataDirectory: string): Promise<ServiceKeys> {
  const path = join(dataDirectory, "keys.json");
  try {
    const keys = JSON.parse(await readFile(path, "utf8")) as Partial<ServiceKeys>;
    if (typeof keys.apiKey === "string" && typeof keys.managementToken === "string") return keys as ServiceKeys;
  } catch {
    // Absent at the first start; a damaged file is replaced, and clients read the new keys from the address file.
  }
  const keys: ServiceKeys = {
    apiKey: randomBytes(16).toString("hex"),
    managementToken: randomBytes(32).toString("base64url"),
  };
  await writeWholeFile(path, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}
