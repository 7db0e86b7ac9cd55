export { compileSchema } from "./compile-schema.js";
export { SchemaProblem } from "./schema-problem.js";
