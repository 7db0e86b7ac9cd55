// Errors
export { TunelabError } from "./core/index.js";
