export { isLoopback, isLoopbackName } from "./is-loopback.js";
export { isOwnNetwork } from "./is-own-network.js";
export { mayCarryKeys } from "./may-carry-keys.js";
