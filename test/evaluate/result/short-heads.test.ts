import { expect, it } from "vitest";
import { shortHeads } from "../../../src/evaluate/result/digest/short-heads.js";

it("says of a column only what tells it from the others", () => {
  const names = [
    "f1.f1_score",
    "gleu.gleu",
    "is_short.output",
    "inputs.query",
    "facts.local_fact_check",
    "ari/v1/score",
  ];
  expect(shortHeads(names)).toEqual([
    "f1_score",
    "gleu",
    "is_short",
    "query",
    "facts.local_fact_check",
    "ari/v1/score",
  ]);
});

it("leaves names whole that would become alike, or like a column of the table's own", () => {
  expect(shortHeads(["inputs.text", "outputs.text", "inputs.row"], ["row", "result"])).toEqual([
    "inputs.text",
    "outputs.text",
    "inputs.row",
  ]);
});

it("keeps names that end or begin with a dot, and names of more parts", () => {
  expect(shortHeads(["inputs.", ".output", "a.b.output", "outputs.a.a"])).toEqual([
    "inputs.",
    ".output",
    "a.b.output",
    "a",
  ]);
});
