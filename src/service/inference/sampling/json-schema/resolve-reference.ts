import { isObject, show } from "./schema-keywords.js";
import { SchemaProblem } from "./schema-problem.js";

/** Where a `$ref` leads to. */
export interface Target {
  readonly schema: unknown;
  readonly path: readonly string[];
}

/**
 * Finds what a `$ref` names in the schema itself: `#`, `#/$defs/Name`, `#/definitions/Name` or any other JSON pointer
 * (RFC 6901).
 *
 * Throws {@link SchemaProblem} for a reference to elsewhere or to nothing.
 *
 * @example
 * resolveReference({ $defs: { Age: { type: "integer" } } }, "#/$defs/Age", []).schema; // { type: "integer" }
 */
export function resolveReference(root: unknown, reference: string, from: readonly string[]): Target {
  if (!/^#(\/|$)/.test(reference)) {
    throw new SchemaProblem(
      from,
      `reference can only point to definitions in the schema itself, but is ${show(reference)}`,
    );
  }
  const missing = (): SchemaProblem =>
    new SchemaProblem(from, `reference to component ${show(reference)} which was not found in the schema`);
  const path =
    reference.slice(2) === ""
      ? []
      : reference
          .slice(2)
          .split("/")
          .map((part) => unescape(part, missing));
  let schema: unknown = root;
  for (const key of path) {
    const inside = Array.isArray(schema) ? /^(0|[1-9]\d*)$/.test(key) && Object.hasOwn(schema, key) : isObject(schema);
    if (!inside || !Object.hasOwn(schema as object, key)) throw missing();
    schema = (schema as Record<string, unknown>)[key];
  }
  return { schema, path };
}

function unescape(part: string, missing: () => SchemaProblem): string {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    throw missing();
  }
}
