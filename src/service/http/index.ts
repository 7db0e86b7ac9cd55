export { buildServer } from "./server.js";
export { resumeImports } from "./files/file-import.js";
