export { buildServer } from "./server.js";
export { resumeImports } from "./file-import.js";
