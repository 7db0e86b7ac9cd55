import { SchemaProblem } from "./schema-problem.js";

/** A JSON schema that is an object. */
export type Schema = Readonly<Record<string, unknown>>;

export type JsonType = "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";

export const JSON_TYPES: readonly JsonType[] = ["object", "array", "string", "number", "integer", "boolean", "null"];

/** Constraints of each type: they say nothing about values of another. */
export const KEYWORDS_OF_TYPE: Readonly<Record<"object" | "array" | "string" | "number", readonly string[]>> = {
  object: ["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
  array: ["items", "prefixItems", "additionalItems", "minItems", "maxItems", "uniqueItems"],
  string: ["minLength", "maxLength", "pattern", "format"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
};

const COMPOSITION = ["$ref", "allOf", "anyOf", "oneOf"];

/** Everything that constrains a value and that grammars are made from. */
export const CONSTRAINTS: ReadonlySet<string> = new Set([
  "type",
  "enum",
  "const",
  ...COMPOSITION,
  ...Object.values(KEYWORDS_OF_TYPE).flat(),
]);

/** Keywords of the drafts 4 to 2020-12 that constrain a value in a way that a grammar cannot hold. */
const REFUSED: ReadonlySet<string> = new Set([
  "not",
  "if",
  "then",
  "else",
  "contains",
  "minContains",
  "maxContains",
  "patternProperties",
  "propertyNames",
  "dependencies",
  "dependentRequired",
  "dependentSchemas",
  "unevaluatedItems",
  "unevaluatedProperties",
  "$dynamicRef",
  "$recursiveRef",
]);

const COUNTS = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];

/** Reads a schema; `true` stands for `{}`. Throws {@link SchemaProblem} for what is no schema, or none that can be held. */
export function readSchema(value: unknown, path: readonly string[]): Schema | false {
  if (value === true) return {};
  if (value === false) return false;
  if (!isObject(value)) throw new SchemaProblem(path, `${show(value)} is not of type 'object', 'boolean'`);
  for (const [keyword, given] of Object.entries(value)) {
    if (REFUSED.has(keyword)) throw new SchemaProblem(path, `'${keyword}' is not permitted`);
    checkKeyword(keyword, given, path);
  }
  return value;
}

function checkKeyword(keyword: string, value: unknown, path: readonly string[]): void {
  const expect = (holds: boolean, expected: string): void => {
    if (!holds) throw new SchemaProblem(path, `${show(value)} is not ${expected} as '${keyword}' must be`);
  };
  if (COUNTS.includes(keyword)) expect(Number.isSafeInteger(value) && (value as number) >= 0, "a whole number from 0");
  if (KEYWORDS_OF_TYPE.number.includes(keyword)) expect(typeof value === "number", "a number");
  if (keyword === "multipleOf") expect((value as number) > 0, "above 0");
  if (["pattern", "format", "$ref"].includes(keyword)) expect(typeof value === "string", "of type 'string'");
  if (keyword === "properties") expect(isObject(value), "of type 'object'");
  if (keyword === "uniqueItems") expect(typeof value === "boolean", "of type 'boolean'");
  if (keyword === "required") {
    expect(Array.isArray(value) && value.every((name) => typeof name === "string"), "a list of names");
  }
  if (["allOf", "anyOf", "oneOf", "enum"].includes(keyword)) {
    expect(Array.isArray(value) && value.length > 0, "a list with something in it");
  }
  if (keyword === "type") {
    const types: unknown[] = Array.isArray(value) ? value : [value];
    const wrong = types.find((type) => !(JSON_TYPES as readonly unknown[]).includes(type));
    if (wrong !== undefined || types.length === 0) {
      throw new SchemaProblem(
        path,
        `${show(wrong ?? value)} is not one of ${JSON_TYPES.map((t) => `'${t}'`).join(", ")}`,
      );
    }
  }
}

/** Types that a schema asks for: those it names, or those that its other keywords are about; `undefined` for any. */
export function typesOf(schema: Schema): readonly JsonType[] | undefined {
  const { type } = schema;
  if (type !== undefined) return (Array.isArray(type) ? type : [type]) as JsonType[];
  const types = (Object.entries(KEYWORDS_OF_TYPE) as [JsonType, readonly string[]][])
    .filter(([, keywords]) => keywords.some((keyword) => Object.hasOwn(schema, keyword)))
    .map(([name]) => name);
  return types.length === 0 ? undefined : types;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value for a message, in the provider's single quotes. */
export function show(value: unknown): string {
  const text = typeof value === "string" ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/**
 * One text for every way to write the same JSON value: keys in order, numbers by value.
 *
 * @example
 * canonical({ b: 1, a: [2] }); // '{"a":[2],"b":1}'
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
