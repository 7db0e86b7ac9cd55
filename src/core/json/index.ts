export { isRecord } from "./is-record.js";
export { tryParse } from "./try-parse.js";
