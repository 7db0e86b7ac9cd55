import { describe, expect, it } from "vitest";
import { describeTrainable, trainingContextOf } from "../../src/tokens/index.js";

describe("what can be trained", () => {
  it("on Azure says first when nobody new can, then who can until when, with date and source", () => {
    const text = describeTrainable("azure", { today: "2026-11-29" });
    expect(text).toMatch(
      /^New customers can fine-tune none of the models of this list on Azure \(as of 2026-11-21\)\. /,
    );
    expect(text).toContain("gpt-4.1-mini (2025-04-14) until at least 2027-04-14");
    expect(text).toMatch(/Source: Azure retirement: .* \(2026-07-07\)$/);
  });

  it("on Azure names what new customers could train while there was something", () => {
    expect(describeTrainable("azure", { today: "2026-10-05" })).toMatch(
      /^New customers can fine-tune on Azure .*gpt-4.1-mini/,
    );
  });

  it("on Azure is nothing once all dates are past", () => {
    expect(describeTrainable("azure", { today: "2028-01-01" })).toContain(
      "Nor can customers who already use one of them.",
    );
  });

  it("at OpenAI depends on when the organisation came", () => {
    expect(describeTrainable("openai", { today: "2026-11-29" })).toMatch(
      /closed to new organisations since 2026-05-07/,
    );
  });
});

describe("the longest example that is trained on", () => {
  it.each([
    ["gpt-4o-mini", false, 65_536],
    ["gpt-4.1-nano", false, 32_768],
    ["gpt-4o-mini", true, 2_048],
    [undefined, true, 2_048],
    ["llama", false, 65_536],
  ])("of %s, embedded: %s, is %d tokens", (model, embedded, limit) => {
    expect(trainingContextOf(model, { embedded })).toBe(limit);
  });
});
