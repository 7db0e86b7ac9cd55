import { describe, expect, it } from "vitest";
import { compileSchema } from "../../../src/service/inference/sampling/json-schema/compile-schema.js";
import { countOpenings } from "../../../src/service/inference/sampling/json-schema/grammar-openings.js";
import {
  choice,
  EMPTY,
  optional,
  repeat,
  sequence,
  text,
  type Rule,
} from "../../../src/service/inference/sampling/json-schema/grammar-rules.js";

const named = (name: string): Rule => ({ kind: "named", name });

describe("the ways to the next character of a grammar", () => {
  it.each<[string, number, Record<string, Rule>]>([
    ["one text", 1, { root: text("ab") }],
    ["a choice", 3, { root: choice(text("a"), text("b"), text("c")) }],
    ["what may be left out, with the end", 3, { root: sequence(optional(text("a")), repeat(text("b"), 0)) }],
    ["a later place", 4, { root: sequence(text("a"), choice(text("b"), text("c"), text("d"), EMPTY)) }],
    [
      "equal choices inside each other",
      8,
      {
        root: choice(named("x"), named("x")),
        x: choice(named("y"), named("y")),
        y: choice(text("a"), text("b")),
      },
    ],
    ["a rule that comes back to itself", 2, { root: choice(text("a"), sequence(text("b"), named("root"))) }],
  ])("are counted for %s", (_, expected, rules) => {
    expect(countOpenings(new Map(Object.entries(rules)))).toBe(expected);
  });

  it("are few for a schema of 200 optional texts, one for each and the end", () => {
    const properties = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`p${at}`, { type: "string" }]));
    expect(countOpenings(compileSchema({ type: "object", properties }).rules)).toBeLessThan(210);
  });
});
