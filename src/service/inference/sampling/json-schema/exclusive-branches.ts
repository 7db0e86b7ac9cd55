import { canonical, isObject, JSON_TYPES, readSchema, typesOf, type JsonType, type Schema } from "./schema-keywords.js";
import { resolveReference } from "./resolve-reference.js";

/** References that are followed; more are a circle. */
const MOST_STEPS = 16;

/**
 * Whether no value holds both schemas, as far as can be seen: their types or constants differ, or they are objects with a
 * required property that differs or that the other forbids. `oneOf` may be written as a choice only then.
 *
 * @example
 * areExclusive({}, { type: "string" }, { type: "null" }); // true
 * areExclusive({}, { type: "integer" }, { type: "number" }); // false
 */
export function areExclusive(root: unknown, left: unknown, right: unknown, steps = MOST_STEPS): boolean {
  if (steps === 0) return false;
  if (left === false || right === false) return true;
  const one = follow(root, left);
  const other = follow(root, right);
  if (one === undefined || other === undefined) return false;
  for (const [schema, against] of [
    [one, other],
    [other, one],
  ] as const) {
    const branches = schema["anyOf"] ?? schema["oneOf"];
    if (Array.isArray(branches) && branches.every((branch) => areExclusive(root, branch, against, steps - 1)))
      return true;
  }
  const [values, others] = [constantsOf(one), constantsOf(other)];
  if (values !== undefined && others !== undefined) {
    const known = new Set(others.map(canonical));
    return !values.some((value) => known.has(canonical(value)));
  }
  if (!typesIn(one).some((type) => typesIn(other).includes(type))) return true;
  return haveExclusiveProperty(root, one, other, steps) || haveExclusiveProperty(root, other, one, steps);
}

function haveExclusiveProperty(root: unknown, left: Schema, right: Schema, steps: number): boolean {
  if (!isObjectSchema(left) || !isObjectSchema(right)) return false;
  const [own, other] = [propertiesOf(left), propertiesOf(right)];
  const needed = Array.isArray(left["required"]) ? (left["required"] as unknown[]) : [];
  const neededThere = Array.isArray(right["required"]) ? (right["required"] as unknown[]) : [];
  return needed.some((name) => {
    if (typeof name !== "string") return false;
    if (!Object.hasOwn(other, name)) return right["additionalProperties"] === false;
    return (
      neededThere.includes(name) && Object.hasOwn(own, name) && areExclusive(root, own[name], other[name], steps - 1)
    );
  });
}

function follow(root: unknown, schema: unknown): Schema | undefined {
  let current = schema;
  for (let step = 0; step < MOST_STEPS; step++) {
    const read = readSchema(current, []);
    if (read === false) return undefined;
    if (typeof read["$ref"] !== "string") return read;
    current = resolveReference(root, read["$ref"], []).schema;
  }
  return undefined;
}

function constantsOf(schema: Schema): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, "const")) return [schema["const"]];
  return Array.isArray(schema["enum"]) ? schema["enum"] : undefined;
}

/** Types of the values that hold a schema, whole numbers apart from others. */
function typesIn(schema: Schema): readonly JsonType[] {
  const values = constantsOf(schema);
  if (values !== undefined) return values.map(typeOfValue);
  if (schema["type"] === undefined) return JSON_TYPES;
  const types = [schema["type"]].flat() as JsonType[];
  return types.includes("number") ? [...types, "integer"] : types;
}

function typeOfValue(value: unknown): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value as JsonType;
}

function isObjectSchema(schema: Schema): boolean {
  return typesOf(schema)?.join() === "object";
}

function propertiesOf(schema: Schema): Schema {
  return isObject(schema["properties"]) ? schema["properties"] : {};
}
