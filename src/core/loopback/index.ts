export { isLoopback, isLoopbackName } from "./is-loopback.js";
export { isOwnNetwork } from "./is-own-network.js";
