import { expect, it } from "vitest";
import { isRecord, tryParse } from "../../../src/core/index.js";

it.each([
  ['{"a":1}', { a: 1 }],
  ["null", null],
  ["", undefined],
  ["{", undefined],
])("reads JSON, or says that it is none: %s", (text, expected) => {
  expect(tryParse(text)).toEqual(expected);
});

it.each([
  [{}, true],
  [Object.create(null), true],
  [[], false],
  [null, false],
  ["text", false],
])("knows objects with named properties: %j", (value, expected) => {
  expect(isRecord(value)).toBe(expected);
});
