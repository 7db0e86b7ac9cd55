import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { z } from "zod";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/index.js";
import { compileSchema, SchemaProblem } from "../../../src/service/inference/sampling/json-schema/index.js";
import { sampleGrammar } from "./sample-grammar.js";

const ajv = new Ajv2020({ strict: false, allowUnionTypes: true });
// ajv divides binary fractions, and so finds no multiple of 0.01 in 2383409.78.
ajv.removeKeyword("multipleOf");
ajv.addKeyword({ keyword: "multipleOf", type: "number", validate: isMultipleInDecimals });

/** Whether a value is a whole multiple of a step, both as their decimals are written. */
function isMultipleInDecimals(step: number, value: number): boolean {
  const parts = [step, value].map((number) => {
    const [, sign = "", whole = "", fraction = "", exponent = "0"] = /^(-?)(\d+)\.?(\d*)(?:e([+-]\d+))?$/.exec(
      String(number),
    )!;
    return { digits: BigInt(sign + whole + fraction), power: Number(exponent) - fraction.length };
  });
  const lowest = Math.min(...parts.map(({ power }) => power));
  const [scaledStep, scaledValue] = parts.map(({ digits, power }) => digits * 10n ** BigInt(power - lowest));
  return scaledValue! % scaledStep! === 0n;
}
addFormats.default(ajv);

/** Texts of the schema's grammar; each must be JSON that the validator accepts. */
function samples(schema: unknown, count = 30, seed = 1): string[] {
  const grammar = compileSchema(schema);
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => sampleGrammar(grammar, random));
}

function expectValid(schema: object, count?: number, seed?: number): void {
  const validate = ajv.compile(schema);
  for (const text of samples(schema, count, seed)) {
    const value: unknown = JSON.parse(text);
    expect(validate(value), `${text} under ${JSON.stringify(schema)}: ${ajv.errorsText(validate.errors)}`).toBe(true);
  }
}

const values = (schema: object, count = 60): unknown[] => samples(schema, count).map((text) => JSON.parse(text));

describe("a schema's grammar writes only what holds the schema", () => {
  it.each<[string, object]>([
    ["anyOf with null, as Python's Optional[int]", { anyOf: [{ type: "integer" }, { type: "null" }] }],
    [
      "a branch that nothing holds beside another",
      { anyOf: [{ type: "string", minLength: 5, maxLength: 2 }, { type: "null" }] },
    ],
    ["a list of types", { type: ["string", "null"], maxLength: 3 }],
    ["allOf", { allOf: [{ type: "integer", minimum: 3 }, { maximum: 5 }, { multipleOf: 2 }] }],
    ["properties without type", { properties: { a: { type: "boolean" } }, required: ["a"] }],
    [
      "$ref to #",
      { type: "object", properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } }, required: ["next"] },
    ],
    [
      "$ref to #/definitions",
      { $ref: "#/definitions/Age", definitions: { Age: { type: "integer", minimum: 0, maximum: 130 } } },
    ],
    [
      "$ref with keywords beside it",
      { $ref: "#/$defs/Age", maximum: 17, $defs: { Age: { type: "integer", minimum: 0 } } },
    ],
    ["$ref with an escaped name", { $ref: "#/$defs/a~1b%20c", $defs: { "a/b c": { const: 4 } } }],
    [
      "oneOf with a discriminator",
      {
        oneOf: [
          { type: "object", properties: { kind: { const: "a" }, x: { type: "integer" } }, required: ["kind", "x"] },
          { type: "object", properties: { kind: { const: "b" } }, required: ["kind"] },
        ],
      },
    ],
    [
      "keywords beside anyOf",
      { type: "integer", minimum: 1, anyOf: [{ maximum: 3 }, { multipleOf: 10, maximum: 50 }] },
    ],
    ["limits of numbers", { type: "number", minimum: -1.5, exclusiveMaximum: 2.25 }],
    ["negative limits", { type: "integer", minimum: -120, maximum: -7 }],
    ["multipleOf cents", { type: "number", minimum: 0, maximum: 20, multipleOf: 0.01 }],
    ["multipleOf a fraction of whole numbers", { type: "integer", multipleOf: 2.5, minimum: 0, maximum: 100 }],
    ["zod's whole numbers", { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 }],
    ["int32", { type: "integer", format: "int32" }],
    ["lengths", { type: "string", minLength: 2, maxLength: 5 }],
    ["a long maxLength", { type: "string", maxLength: 4000 }],
    ["a pattern", { type: "string", pattern: "^[A-Z]{2}-\\d{3,4}( \\w+)?$" }],
    ["a pattern without anchors", { type: "string", pattern: "ab+c" }],
    ["a pattern of everything but", { type: "string", pattern: '^[^\\s"]+$', maxLength: 9 }],
    ["a pattern and lengths", { type: "string", pattern: "^(ab)*c?$", minLength: 3, maxLength: 6 }],
    ["a pattern and a format", { type: "string", pattern: "^2024-02", format: "date" }],
    ["tuples", { type: "array", prefixItems: [{ type: "integer" }, { type: "string" }], items: false, minItems: 1 }],
    [
      "a tuple and more",
      { type: "array", prefixItems: [{ const: 1 }], items: { type: "boolean" }, minItems: 2, maxItems: 4 },
    ],
    ["lists with limits", { type: "array", items: { enum: ["a", "b"] }, minItems: 2, maxItems: 3 }],
    ["maps", { type: "object", additionalProperties: { type: "integer" }, maxProperties: 3 }],
    [
      "maps beside properties",
      {
        type: "object",
        properties: { id: { type: "string" }, if: {} },
        required: ["id"],
        additionalProperties: { type: "integer" },
      },
    ],
    ["required names without a schema", { type: "object", required: ["x"], additionalProperties: { type: "null" } }],
    ["forbidden properties", { type: "object", properties: { a: false, b: { type: "null" } } }],
    ["enum and type", { type: "integer", enum: [1, "2", 3.5, 4], minimum: 2 }],
    ["constants of every kind", { enum: [null, true, -1.5, 'ü"\n', [1], { a: [] }] }],
    ["anything", {}],
    ["any object", { type: "object" }],
  ])("%s", (_, schema) => expectValid(schema));

  it.each(["date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"])(
    "format %s",
    (format) => expectValid({ type: "string", format }, 100),
  );

  it("offers all of the values, not only some", () => {
    expect(new Set(values({ type: "integer", minimum: 1, maximum: 5 }))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(new Set(values({ anyOf: [{ const: 1 }, { type: "null" }] }))).toEqual(new Set([1, null]));
    expect(new Set(values({ type: "integer", multipleOf: 7, minimum: -7, maximum: 14 }, 90))).toEqual(
      new Set([-7, 0, 7, 14]),
    );
    expect(new Set(values({ type: "number", minimum: 0.5, maximum: 0.7, multipleOf: 0.1 }))).toEqual(
      new Set([0.5, 0.6, 0.7]),
    );
    const optionals = values({ type: "object", properties: { a: { const: 1 }, b: { const: 2 } } });
    expect(new Set(optionals.map((value) => JSON.stringify(value)))).toEqual(
      new Set(["{}", '{"a":1}', '{"b":2}', '{"a":1,"b":2}']),
    );
  });

  it("holds what zod makes of an address and an identifier", () => {
    const schema = z.toJSONSchema(z.object({ mail: z.email(), id: z.uuid(), age: z.int().min(0) }), {
      target: "draft-7",
    });
    const { $schema: _, ...plain } = schema;
    expectValid(plain, 50);
  });
});

describe("a schema that no grammar can hold is refused by name", () => {
  it.each<[object, string]>([
    [{ not: {} }, "In context=(), 'not' is not permitted."],
    [{ type: "object", properties: { a: { if: {} } } }, "In context=('properties', 'a'), 'if' is not permitted."],
    [
      { type: "array", items: { type: "strin" } },
      "In context=('items',), 'strin' is not one of 'object', 'array', 'string', 'number', 'integer', 'boolean', 'null'.",
    ],
    [
      { $ref: "#/$defs/Missing" },
      "In context=(), reference to component '#/$defs/Missing' which was not found in the schema.",
    ],
    [
      { $ref: "https://example.com/a.json" },
      "In context=(), reference can only point to definitions in the schema itself, but is 'https://example.com/a.json'.",
    ],
    [{ $ref: "#" }, "In context=(), the schema refers to itself without anything in between."],
    [
      { anyOf: [{ $ref: "#" }, { type: "null" }] },
      "In context=(), the schema refers to itself without anything in between.",
    ],
    [
      { type: "object", properties: { a: { $ref: "#" } }, required: ["a"] },
      "In context=(), no value of finite length holds the schema.",
    ],
    [{ type: "integer", minimum: 4, maximum: 3 }, "In context=(), no value of finite length holds the schema."],
    [{ type: "string", minLength: 5, maxLength: 2 }, "In context=(), no value of finite length holds the schema."],
    [{ type: "string", minLength: 900, maxLength: 300 }, "In context=(), no value of finite length holds the schema."],
    [{ type: "array", minItems: 3, maxItems: 1 }, "In context=(), no value of finite length holds the schema."],
    [
      { type: "array", prefixItems: [{ type: "null" }, { type: "null" }], minItems: 2, maxItems: 1 },
      "In context=(), no value of finite length holds the schema.",
    ],
    [
      { oneOf: [{ type: "integer" }, { type: "number" }] },
      "In context=(), 'oneOf' is not permitted where a value may hold two of its schemas; use 'anyOf'.",
    ],
    [
      { type: "string", pattern: "(?=a)b" },
      "In context=(), 'pattern' holds (?=a), which is supported as ^ or $ at the ends only.",
    ],
    [
      { type: "string", pattern: "(" },
      "In context=(), 'pattern' is not a regular expression of ECMA-262 (Invalid regular expression: /(/u: Unterminated group).",
    ],
    [
      { type: "string", format: "iri" },
      "In context=(), 'format' is not permitted with the value 'iri'; supported are date-time, date, time, duration, email, hostname, ipv4, ipv6, uri, uuid.",
    ],
    [{ type: "array", minItems: 1e9 }, "In context=(), 'minItems' is not permitted above 1000000."],
    [
      { type: "array", items: { type: "null" }, maxItems: 1e9 },
      "In context=(), 'maxItems' is not permitted above 1000000.",
    ],
    [
      { type: "string", pattern: "^(a{1000000000}|b)$" },
      "In context=(), 'pattern' repeats more than 1000000 times (a{1000000000}).",
    ],
    [{ type: "array", uniqueItems: true }, "In context=(), 'uniqueItems' is not permitted."],
    ...(["minimum", "exclusiveMinimum"] as const).flatMap((name): [object, string][] =>
      [1e16, 1e20, 5e20, 1e21, 1e22].map((limit) => [
        { type: "integer", [name]: limit },
        `In context=(), '${name}' is not permitted with the value ${JSON.stringify(limit)}; numbers of up to 16 digits are written.`,
      ]),
    ),
    [
      { type: "number", maximum: -1e20 },
      "In context=(), 'maximum' is not permitted with the value -100000000000000000000; numbers of up to 16 digits are written.",
    ],
    [{ type: "integer", minimum: 1e20, maximum: 5 }, "In context=(), no value of finite length holds the schema."],
    [{ type: "number", multipleOf: 1e-20 }, "In context=(), 'multipleOf' is not permitted with the value 1e-20."],
    [{ type: "integer", multipleOf: 7919 }, "In context=(), 'multipleOf' is not permitted with the value 7919."],
    [{ type: "string", minLength: "2" }, "In context=(), '2' is not a whole number from 0 as 'minLength' must be."],
    [
      { allOf: [{ type: "string" }, { type: "null" }] },
      "In context=('allOf', '1'), no value is of both types [\"string\"] and [\"null\"].",
    ],
  ])("%o", (schema, message) => {
    expect(() => compileSchema(schema)).toThrow(expect.objectContaining({ name: "SchemaProblem", message }));
  });

  it("before anything is made from a schema above the provider's limits", () => {
    const started = performance.now();
    expect(() => compileSchema({ enum: Array.from({ length: 1_000_000 }, (_, index) => index) })).toThrow(
      "the schema has more than 1000 values in 'enum'",
    );
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

/** Constants that the validator can compare: it calls the methods of two objects by these names, whatever stands under them. */
const constant = fc
  .jsonValue({ maxDepth: 1 })
  .filter((value) => !["toString", "valueOf"].some((name) => Object.hasOwn(Object(value) as object, name)));

/** Schemas of the supported kind. */
const schemas: fc.Arbitrary<object> = fc.letrec<{ schema: object }>((tie) => {
  const limit = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.double({ min: -50, max: 50, noNaN: true }));
  const limits = fc
    .tuple(limit, limit, fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean())
    .map(([a, b, hasLow, hasHigh, lowOpen, highOpen]) => ({
      ...(hasLow ? { [lowOpen ? "exclusiveMinimum" : "minimum"]: Math.min(a, b) } : {}),
      ...(hasHigh ? { [highOpen ? "exclusiveMaximum" : "maximum"]: Math.max(a, b) + 2 } : {}),
    }));
  const count = fc.tuple(fc.nat(3), fc.nat(3), fc.boolean(), fc.boolean());
  const range = (least: string, most: string): fc.Arbitrary<object> =>
    count.map(([a, b, hasLeast, hasMost]) => ({
      ...(hasLeast ? { [least]: a } : {}),
      ...(hasMost ? { [most]: a + b } : {}),
    }));
  const pattern = fc.constantFrom("^a*$", "^[a-f]{2,}x?$", "b|^c", "^\\S+( \\S+)*$", ".{3}", "^(?:ab|cd)+$");
  const format = fc.constantFrom("date", "time", "date-time", "uuid", "ipv4", "ipv6", "email", "hostname", "duration");
  const name = fc.constantFrom("a", "b", "ab", "name with space", 'quo"te', "é", "type", "enum");
  const members = fc.uniqueArray(fc.tuple(name, tie("schema"), fc.boolean()), {
    maxLength: 4,
    selector: ([key]) => key,
  });
  return {
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: "schema" },
      fc.constantFrom<object>({}, { type: "null" }, { type: "boolean" }, { type: "integer" }, { type: "number" }),
      limits.map((more) => ({ type: "number", ...more })),
      limits.map((more) => ({ type: "integer", ...more })),
      fc
        .tuple(limits, fc.constantFrom(2, 3, 7, 10, 25, 0.5, 0.25, 0.01))
        .map(([more, multipleOf]) => ({ type: "number", multipleOf, ...more })),
      range("minLength", "maxLength").map((more) => ({ type: "string", ...more })),
      pattern.map((one) => ({ type: "string", pattern: one })),
      fc
        .tuple(pattern, range("minLength", "maxLength"))
        .map(([one, more]) => ({ type: "string", pattern: one, ...more })),
      format.map((one) => ({ type: "string", format: one })),
      fc.array(constant, { minLength: 1, maxLength: 5 }).map((constants) => ({ enum: constants })),
      constant.map((one) => ({ const: one })),
      fc
        .tuple(tie("schema"), range("minItems", "maxItems"))
        .map(([items, more]) => ({ type: "array", items, ...more })),
      fc
        .tuple(fc.array(tie("schema"), { minLength: 1, maxLength: 3 }), tie("schema"), range("minItems", "maxItems"))
        .map(([prefixItems, items, more]) => ({ type: "array", prefixItems, items, ...more })),
      fc
        .tuple(members, fc.oneof(fc.constantFrom<unknown>(undefined, true, false), tie("schema")))
        .map(([entries, additionalProperties]) => ({
          type: "object",
          properties: Object.fromEntries(entries.map(([key, value]) => [key, value])),
          required: entries.filter(([, , needed]) => needed).map(([key]) => key),
          ...(additionalProperties === undefined ? {} : { additionalProperties }),
        })),
      fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
      fc.tuple(tie("schema"), tie("schema")).map((allOf) => ({ allOf })),
      fc.constant({ $ref: "#/$defs/Tree" }),
    ),
  };
}).schema;

const TREE = {
  type: "object",
  properties: { value: { type: "integer", minimum: 0 }, children: { type: "array", items: { $ref: "#/$defs/Tree" } } },
  required: ["value"],
};

describe("any schema of the supported kind", () => {
  it("is refused, or every text of its grammar is JSON that a validator accepts", () => {
    let held = 0;
    fc.assert(
      fc.property(schemas, fc.nat(), (schema, seed) => {
        const whole = { ...schema, $defs: { Tree: TREE } };
        try {
          compileSchema(whole);
        } catch (error) {
          if (error instanceof SchemaProblem) return;
          throw error;
        }
        held++;
        expectValid(whole, 10, seed);
      }),
      { numRuns: 150 },
    );
    // Contradictions under allOf are refused, most others are not.
    expect(held).toBeGreaterThan(90);
  });
});
