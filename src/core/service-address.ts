import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a running embedded service writes into its data directory, so that others find it. */
export interface ServiceAddress {
  /** Base URL without a trailing slash, for example `http://127.0.0.1:43117`. */
  readonly url: string;
  readonly pid: number;
  /** Key of the data plane (`api-key` header). */
  readonly apiKey: string;
  /** Bearer token of the management plane. */
  readonly managementToken: string;
  /** tunelab's version. */
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** File in the data directory that holds the {@link ServiceAddress} while a service runs; mode 600. */
export const SERVICE_ADDRESS_FILE = "service.json";

/**
 * Reads where the embedded service of a data directory listens, or `undefined` when none has written it.
 *
 * The service may have died since: whoever needs it must still ask `GET {url}/health`.
 *
 * @example
 * const address = await readServiceAddress(".tunelab/data");
 */
export async function readServiceAddress(dataDirectory: string): Promise<ServiceAddress | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDirectory, SERVICE_ADDRESS_FILE), "utf8")) as ServiceAddress;
  } catch {
    return undefined;
  }
}
