import type { OpenedModel } from "../../models/index.js";

/**
 * Whether a model's server is on this machine or its network, by its address: keys do not leave the network unencrypted,
 * so one with `http:` is no hosted provider.
 *
 * @example
 * isNear(await openModel({ base_url: "http://127.0.0.1:11434/v1", api_key: "none", model: "llama3.1" })); // true
 */
export const isNear = ({ client }: OpenedModel): boolean => (client.baseURL ?? "").startsWith("http:");
