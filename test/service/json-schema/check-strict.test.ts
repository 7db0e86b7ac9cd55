import { describe, expect, it } from "vitest";
import { writeSlowGrammar } from "../../../src/service/inference/index.js";
import { checkStrict } from "../../../src/service/inference/sampling/json-schema/index.js";

const closed = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const OPEN = "'additionalProperties' is required to be supplied and to be false.";
const missing = (name: string) =>
  `'required' is required to be supplied and to be an array including every key in properties. Missing '${name}'.`;

describe("the arguments of a function", () => {
  it.each([
    ["array", "array"],
    [["object", "null"], 'object","null'],
  ])("are an object and not %j", (type, shown) => {
    for (const strict of [true, false]) {
      const functions = [{ name: "look_up", strict, parameters: { type, items: { type: "string" } } }];
      expect(() => writeSlowGrammar({ kind: "calls", functions, inText: false })).toThrow(
        `Invalid schema for function 'look_up': schema must be a JSON Schema of 'type: "object"', got 'type: `,
      );
      expect(() => writeSlowGrammar({ kind: "calls", functions, inText: false })).toThrow(shown);
    }
  });
});

describe("a strict schema", () => {
  it.each<[string, unknown]>([
    ["names all properties", closed({ a: { type: "string" }, b: closed({}) })],
    ["has nothing to name", { type: "object", additionalProperties: false }],
    ["says nothing of other values", { type: "array", items: { type: ["string", "null"] } }],
    ["holds objects in constants", closed({ a: { enum: [{ type: "object" }] } })],
    ["has a property named like a keyword", closed({ properties: { type: "string" }, items: { type: "number" } })],
  ])("that %s passes", (_name, schema) => {
    expect(() => checkStrict(schema)).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    ["allows others", { type: "object", properties: {} }, `In context=(), ${OPEN}`],
    ["allows some others", { ...closed({}), additionalProperties: { type: "string" } }, `In context=(), ${OPEN}`],
    ["does not name its type", { properties: { a: {} }, required: ["a"] }, `In context=(), ${OPEN}`],
    ["may be null", closed({ a: { type: ["object", "null"] } }), `In context=('properties', 'a'), ${OPEN}`],
    [
      "lists none",
      { type: "object", properties: { a: {} }, additionalProperties: false },
      `In context=(), ${missing("a")}`,
    ],
    ["leaves one out", closed({ a: {}, b: {} }, ["a"]), `In context=(), ${missing("b")}`],
    [
      "lists one too many elsewhere",
      closed({ a: closed({ c: {} }, ["a"]) }),
      `In context=('properties', 'a'), ${missing("c")}`,
    ],
    ["has an open item", { type: "array", items: { type: "object" } }, `In context=('items',), ${OPEN}`],
    ["has an open branch", { anyOf: [{ type: "null" }, { type: "object" }] }, `In context=('anyOf', '1'), ${OPEN}`],
    [
      "has an open definition",
      { ...closed({}), $defs: { A: { type: "object" } } },
      `In context=('$defs', 'A'), ${OPEN}`,
    ],
  ])("that %s is refused in the provider's words", (_name, schema, message) => {
    expect(() => checkStrict(schema)).toThrow(expect.objectContaining({ message }));
  });
});
