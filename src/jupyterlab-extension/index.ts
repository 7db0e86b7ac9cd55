export { LABEXTENSION_NAME, writeLabextension } from "./install.js";
