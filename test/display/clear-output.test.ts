import { afterEach, describe, expect, it } from "vitest";
import { DISPLAY_SINK } from "../../src/core/index.js";
import { clearOutput } from "../../src/display/index.js";

const globals = globalThis as Record<symbol, unknown>;

describe("clearOutput", () => {
  afterEach(() => {
    delete globals[DISPLAY_SINK];
  });

  it("does nothing outside a notebook", () => {
    expect(() => clearOutput()).not.toThrow();
  });

  it("passes its wait on to the notebook", () => {
    const calls: unknown[] = [];
    globals[DISPLAY_SINK] = { clearOutput: (options: unknown) => calls.push(options) };
    clearOutput();
    clearOutput({ wait: true });
    expect(calls).toEqual([{}, { wait: true }]);
  });
});
