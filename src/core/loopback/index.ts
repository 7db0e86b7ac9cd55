export { isLoopback, isLoopbackName } from "./is-loopback.js";
export { isOwnNetwork } from "./is-own-network.js";
export { keepFromProxies } from "./keep-from-proxies.js";
export { mayCarryKeys } from "./may-carry-keys.js";
