import { oneOfTexts, type Rule } from "./grammar-rules.js";
import { isObject, KEYWORDS_OF_TYPE, type JsonType, type Schema } from "./schema-keywords.js";
import { SchemaProblem } from "./schema-problem.js";

/** One of the constants of `enum` that hold the other keywords beside it. */
export function constantsRule(schema: Schema, path: readonly string[]): Rule {
  const constants = schema["enum"] as readonly unknown[];
  const holding = constants.filter((value) => holdsType(value, schema) && holdsLimits(value, schema, path));
  return oneOfTexts(holding.map((value) => JSON.stringify(value)));
}

function holdsType(value: unknown, schema: Schema): boolean {
  if (schema["type"] === undefined) return true;
  return ([schema["type"]].flat() as JsonType[]).some((type) => {
    if (type === "null") return value === null;
    if (type === "array") return Array.isArray(value);
    if (type === "object") return isObject(value);
    return type === "integer" ? Number.isInteger(value) : typeof value === type;
  });
}

function holdsLimits(value: unknown, schema: Schema, path: readonly string[]): boolean {
  const keywords = Array.isArray(value)
    ? KEYWORDS_OF_TYPE.array
    : isObject(value)
      ? KEYWORDS_OF_TYPE.object
      : typeof value === "string"
        ? KEYWORDS_OF_TYPE.string
        : typeof value === "number"
          ? KEYWORDS_OF_TYPE.number
          : [];
  return keywords.every((keyword) => {
    if (!Object.hasOwn(schema, keyword)) return true;
    const limit = schema[keyword] as number;
    const size = typeof value === "string" ? [...value].length : (value as number);
    switch (keyword) {
      case "minLength":
      case "minimum":
        return size >= limit;
      case "maxLength":
      case "maximum":
        return size <= limit;
      case "exclusiveMinimum":
        return size > limit;
      case "exclusiveMaximum":
        return size < limit;
      default:
        throw new SchemaProblem(path, `'${keyword}' is not permitted together with 'enum' or 'const'`);
    }
  });
}
