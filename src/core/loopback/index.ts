export { isLoopback, isLoopbackName } from "./is-loopback.js";
