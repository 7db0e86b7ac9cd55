export { isRecord } from "./is-record.js";
export { tryParse } from "./try-parse.js";
export { parseJsonExactly } from "./parse-json-exactly.js";
export { toJsonText } from "./to-json-text.js";
