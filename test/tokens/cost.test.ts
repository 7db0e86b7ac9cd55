import { describe, expect, it } from "vitest";
import { estimateCost, findModelFacts, MODEL_CATALOG, retirementNotice } from "../../src/tokens/index.js";

describe("the model catalog", () => {
  it.each([
    ["gpt-4o", "gpt-4o"],
    ["gpt-4o-2024-08-06", "gpt-4o"],
    ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
    ["gpt-4o-mini-2024-07-18.ft-0e208cf33a6a466994aff31a08aba678", "gpt-4o-mini"],
    ["ft:gpt-4o-mini-2024-07-18:org:suffix:9x9umpsR", "gpt-4o-mini"],
    ["gpt-4.1-nano", "gpt-4.1-nano"],
    ["gpt-3.5-turbo-0125", "gpt-35-turbo"],
    ["gpt-4o-audio", undefined],
    ["SmolLM2-135M-Instruct", undefined],
  ])("reads %s as %s", (model, name) => {
    expect(findModelFacts(model)?.name).toBe(name);
  });

  it("dates its figures and names where they come from", () => {
    expect(MODEL_CATALOG.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(MODEL_CATALOG.sources.length).toBeGreaterThan(0);
  });
});

describe("cost", () => {
  it("is tokens times price, and hosting by the hour after that", () => {
    const cost = estimateCost({ model: "gpt-4o-mini-2024-07-18", billedTokens: 48_000 });
    expect(cost.training).toBeCloseTo(0.144, 12);
    expect(cost.hostingPerHour).toBe(1.7);
    expect(cost.hostingPerMonth).toBeCloseTo(1241, 9);
  });

  it("has no hosting on OpenAI and on Azure's developer tier", () => {
    expect(estimateCost({ model: "gpt-4o", billedTokens: 1, training: "openai" }).hostingPerHour).toBe(0);
    expect(estimateCost({ model: "gpt-4o", billedTokens: 1, training: "azureDeveloper" }).hostingPerHour).toBe(0);
  });

  it("uses a catalog of one's own, and says which price is missing", () => {
    const [first] = MODEL_CATALOG.models;
    const catalog = { ...MODEL_CATALOG, models: [{ ...first!, trainingPrices: { azureRegional: 10 } }] };
    expect(estimateCost({ model: "gpt-4o-mini", billedTokens: 1_000_000, catalog }).training).toBe(10);
    expect(() => estimateCost({ model: "llama", billedTokens: 1 })).toThrow(
      expect.objectContaining({ code: "unknown_price" }),
    );
  });
});

describe("retirement notices", () => {
  it("say what has happened and what is to come", () => {
    const notice = retirementNotice("gpt-4o-mini-2024-07-18", "azure", { today: "2026-11-21" });
    expect(notice).toContain("was retired on 2026-10-01");
    expect(notice).toContain("until at least 2027-04-01");
    expect(retirementNotice("gpt-4o", "azure", { today: "2026-09-01" })).toContain("retires on 2026-10-01");
  });

  it("warn about OpenAI's end of fine-tuning whatever the model", () => {
    expect(retirementNotice("gpt-5", "openai", { today: "2026-11-21" })).toContain("2027-01-06");
  });

  it("stay silent about models that nothing is known of", () => {
    expect(retirementNotice("SmolLM2-135M-Instruct", "azure", { today: "2026-11-21" })).toBeUndefined();
  });
});
