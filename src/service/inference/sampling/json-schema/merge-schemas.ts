import { canonical, CONSTRAINTS, isObject, show, type JsonType, type Schema } from "./schema-keywords.js";
import { SchemaProblem } from "./schema-problem.js";

/**
 * One schema for the values that hold two, as `allOf`, and keywords beside `$ref`, `anyOf` and `oneOf`, ask for.
 *
 * Throws {@link SchemaProblem} when no single schema of the supported kind says the same.
 *
 * @example
 * mergeSchemas({ type: "integer", minimum: 1 }, { minimum: 3 }, []); // { type: "integer", minimum: 3 }
 */
export function mergeSchemas(left: Schema, right: Schema, path: readonly string[]): Schema {
  const merged: Record<string, unknown> = { ...left };
  for (const [keyword, value] of Object.entries(right)) {
    if (!CONSTRAINTS.has(keyword)) continue;
    const before = merged[keyword];
    merged[keyword] =
      Object.hasOwn(left, keyword) && canonical(before) !== canonical(value)
        ? both(keyword, before, value, path)
        : value;
  }
  checkFurtherProperties(left, right, path);
  return merged;
}

function both(keyword: string, left: unknown, right: unknown, path: readonly string[]): unknown {
  switch (keyword) {
    case "minimum":
    case "exclusiveMinimum":
    case "minLength":
    case "minItems":
    case "minProperties":
      return Math.max(left as number, right as number);
    case "maximum":
    case "exclusiveMaximum":
    case "maxLength":
    case "maxItems":
    case "maxProperties":
      return Math.min(left as number, right as number);
    case "required":
      return [...new Set([...(left as string[]), ...(right as string[])])];
    case "uniqueItems":
      return left === true || right === true;
    case "type":
      return bothTypes([left].flat() as JsonType[], [right].flat() as JsonType[], path);
    case "enum":
      return (left as unknown[]).filter((one) =>
        (right as unknown[]).some((other) => canonical(one) === canonical(other)),
      );
    case "properties": {
      const [own, other] = [left as Schema, right as Schema];
      const shared = Object.keys(own).filter((name) => Object.hasOwn(other, name));
      const merged = shared.map((name) => [
        name,
        canonical(own[name]) === canonical(other[name]) ? own[name] : { allOf: [own[name], other[name]] },
      ]);
      return { ...own, ...other, ...Object.fromEntries(merged) };
    }
    case "items":
      return { allOf: [left, right] };
    default:
      throw new SchemaProblem(
        path,
        `'${keyword}' is not permitted twice for one value (${show(left)} and ${show(right)})`,
      );
  }
}

function bothTypes(left: readonly JsonType[], right: readonly JsonType[], path: readonly string[]): JsonType[] {
  const has = (types: readonly JsonType[], type: JsonType): boolean =>
    types.includes(type) || (type === "integer" && types.includes("number"));
  const shared = [...new Set([...left, ...right])].filter((type) => has(left, type) && has(right, type));
  if (shared.length === 0) throw new SchemaProblem(path, `no value is of both types ${show(left)} and ${show(right)}`);
  return shared;
}

/** What `additionalProperties` means depends on the `properties` beside it, which the other schema would add to. */
function checkFurtherProperties(left: Schema, right: Schema, path: readonly string[]): void {
  for (const [own, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const further = own["additionalProperties"];
    if (further === undefined || further === true) continue;
    const names = isObject(own["properties"]) ? own["properties"] : {};
    const added = Object.keys(isObject(other["properties"]) ? other["properties"] : {});
    const unknown = added.find((name) => !Object.hasOwn(names, name));
    if (unknown !== undefined) {
      throw new SchemaProblem(
        path,
        `'additionalProperties' is not permitted beside another schema with the property ${show(unknown)}`,
      );
    }
  }
}
