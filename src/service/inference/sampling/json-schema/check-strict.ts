import { isObject } from "./schema-keywords.js";
import { SchemaProblem } from "./schema-problem.js";

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const ONE = ["items"];
const LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"];
const BY_NAME = ["properties", "$defs", "definitions"];

/**
 * Throws {@link SchemaProblem} where a schema is not what `strict: true` demands (OpenAI, guide "Structured model
 * outputs"): every object says `additionalProperties: false` and names each of its properties in `required`.
 *
 * @example
 * checkStrict({ type: "object", properties: { a: {} }, additionalProperties: false });
 * // In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'a'.
 */
export function checkStrict(schema: unknown): void {
  const waiting: { readonly schema: unknown; readonly path: readonly string[] }[] = [{ schema, path: [] }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path } = next;
    if (!isObject(next.schema)) continue;
    checkObject(next.schema, path);
    for (const keyword of [...ONE, ...LISTS, ...BY_NAME]) {
      const inner = next.schema[keyword];
      if (ONE.includes(keyword)) waiting.push({ schema: inner, path: [...path, keyword] });
      else if (typeof inner === "object" && inner !== null) {
        for (const [key, value] of Object.entries(inner))
          waiting.push({ schema: value, path: [...path, keyword, key] });
      }
    }
  }
}

function checkObject(schema: Readonly<Record<string, unknown>>, path: readonly string[]): void {
  const { type, properties, required, additionalProperties } = schema;
  const isOfObjects = type === "object" || (Array.isArray(type) && type.includes("object")) || isObject(properties);
  if (!isOfObjects) return;
  if (additionalProperties !== false) {
    throw new SchemaProblem(path, "'additionalProperties' is required to be supplied and to be false");
  }
  const names = new Set(Array.isArray(required) ? (required as unknown[]) : []);
  const missing = Object.keys(isObject(properties) ? properties : {}).find((name) => !names.has(name));
  if (missing === undefined) return;
  throw new SchemaProblem(
    path,
    `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing.slice(0, 64)}'`,
  );
}
