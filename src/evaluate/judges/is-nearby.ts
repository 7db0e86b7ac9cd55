import type { OpenedModel } from "../../models/index.js";

/**
 * Whether a model's server is on this machine or its network: keys do not leave it unencrypted, so it is no hosted
 * provider.
 *
 * @example
 * isNearby(await openModel({ base_url: "http://127.0.0.1:11434/v1", api_key: "none", model: "llama3.1" })); // true
 */
export const isNearby = ({ client }: OpenedModel): boolean => (client.baseURL ?? "").startsWith("http:");
