import type { Completeness } from "./cell-compiler.js";
import { PARSE_OPTIONS } from "./cell-outline.js";
import { typescript, type BoundSourceFile } from "./typescript-api.js";

/** Whether code can run as it stands, wants more lines or can never become right by adding to it. */
export function completenessOf(code: string): Completeness {
  const file = typescript.createSourceFile("/code.mts", `${code}\nexport {};`, PARSE_OPTIONS) as BoundSourceFile;
  const first = file.parseDiagnostics[0];
  if (first === undefined) return { status: "complete" };
  const isAtEnd = (first.start ?? 0) >= code.trimEnd().length;
  return isAtEnd ? { status: "incomplete", indent: "" } : { status: "invalid" };
}
