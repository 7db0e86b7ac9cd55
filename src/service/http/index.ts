export { buildServer } from "./server.js";
export { resumeImports } from "./files.js";
