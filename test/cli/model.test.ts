import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import { model } from "../../src/cli/model.js";
import { listModelFiles, KNOWN_MODELS } from "../../src/service/index.js";

let printed: MockInstance<typeof console.log>;
beforeEach(() => {
  printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());
const output = (): string => printed.mock.calls.map(([text]) => String(text)).join("\n");

describe("tunelab model", () => {
  it("lists every model of the catalogue with the memory and the time to tune it here", async () => {
    expect(await model(["list"])).toBe(0);
    const rows = output().split("\n");
    expect(rows[0]).toMatch(/^name +MB +licence +languages +tuning memory +time +state$/);
    for (const { name, megabytes } of KNOWN_MODELS) {
      expect(rows.find((row) => row.startsWith(`${name} `))).toMatch(
        new RegExp(`^${name} +${megabytes} +Apache-2.0 .* \\d+\\.\\d GB +(\\d+ (s|min)|does not fit)`),
      );
    }
    expect(rows.at(-1)).toContain("memory and time are estimates for 12 examples x 8 epochs on this machine.");
  });

  it("says what a model is and what tuning it would take before it is downloaded", async () => {
    const absent = KNOWN_MODELS.find(({ file }) => !listModelFiles().includes(file))!;
    expect(await model(["info", absent.name])).toBe(0);
    expect(output()).toContain(`not on this machine; tunelab model use ${absent.name} downloads it`);
    expect(output()).toMatch(/tuning +.* \(an estimate\)/);
    expect(output()).toMatch(/by the catalogue of \d{4}-\d\d-\d\d$/);
  });

  it("says it of the model that is used when none is named", async () => {
    expect(await model(["info"])).toBe(0);
    expect(output()).toContain("smollm2-135m-instruct");
    expect(output()).toMatch(/tuning +12 examples x 8 epochs take about \d+ (s|min) and 0\.9 GB with all 30 layers/);
  });

  it("refuses a name that there is not, and says how it is used", async () => {
    await expect(model(["info", "no-such-model"])).rejects.toMatchObject({ code: "unknown_model" });
    expect(await model(["bogus"])).toBe(1);
    expect(await model([])).toBe(1);
    expect(output()).toContain("Usage: tunelab model list | use <name> | info [name]");
  });
});
