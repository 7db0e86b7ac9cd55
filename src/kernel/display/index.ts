export { normalizeBundle } from "./normalize-bundle.js";
export { cutText, toPlainText } from "./plain-text.js";
export { toBundle } from "./to-bundle.js";
export { tslabModule, type TslabDisplay } from "./tslab-module.js";
