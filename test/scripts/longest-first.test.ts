import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LONGEST } from "../support/longest-first.js";

it("the test files that begin first are there", () => {
  const missing = LONGEST.filter((name) => !existsSync(join(import.meta.dirname, "..", `${name}.test.ts`)));
  expect(missing).toEqual([]);
});
