import type { DialectName } from "../store/index.js";
import { AZURE } from "./azure.js";
import type { Dialect } from "./dialect.js";
import { OPENAI } from "./openai.js";

export type { Dialect, DialectError, ErrorForm, ListedModel, StepLosses } from "./dialect.js";
export { AZURE, OPENAI };

/** Both, in the order in which their routes are registered. */
export const DIALECTS: readonly Dialect[] = [AZURE, OPENAI];

/**
 * The dialect that a record was made in.
 *
 * @example
 * dialectOf("azure").jobs.status("validating_files"); // "pending"
 */
export function dialectOf(name: DialectName): Dialect {
  return name === "azure" ? AZURE : OPENAI;
}
