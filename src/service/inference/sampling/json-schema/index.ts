export { checkStrict } from "./check-strict.js";
export { compileSchema } from "./compile-schema.js";
export { countOpenings } from "./grammar-openings.js";
export { type Grammar } from "./grammar-rules.js";
export { SchemaProblem } from "./schema-problem.js";
