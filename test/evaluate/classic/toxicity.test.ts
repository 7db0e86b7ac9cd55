import { describe, expect, it } from "vitest";
import { evaluate, loadToxicity } from "../../../src/evaluate/index.js";

type Label = { readonly label: string; readonly score: number };

/** Stands in for the package, which is not installed here: a pipeline that knows one word. */
const packageOf = (labels: (text: string) => readonly Label[], asked: unknown[] = []) => ({
  importPackage: async () => ({
    pipeline: async (task: string, model: string) => {
      asked.push(task, model);
      return async (text: string) => labels(text);
    },
  }),
});

describe("loadToxicity", () => {
  it("takes the probability of the label hate, and gives a folder to the package by its whole path", async () => {
    const asked: unknown[] = [];
    const labels = (text: string): Label[] => {
      const score = text.includes("awful") ? 0.75 : 0.25;
      return [
        { label: "nothate", score: 1 - score },
        { label: "hate", score },
      ];
    };
    const toxicity = await loadToxicity("src", packageOf(labels, asked));
    expect(asked).toEqual(["text-classification", `${process.cwd()}/src`]);
    const data = [{ a: "You are kind." }, { a: "You are awful." }, { a: null }];
    const result = await evaluate({ data, predictions: "a", modelType: "text", toxicity });
    expect(result.metrics).toMatchObject({ "toxicity/v1/mean": 0.5, "toxicity/v1/ratio": 0.5 });
    expect(result.counts["toxicity/v1"]).toEqual({ scored: 2, failed: 1 });
    expect(result.warnings).toEqual([]);
  });

  it("does not call another model's score toxicity", async () => {
    const toxicity = await loadToxicity(
      "other/model",
      packageOf(() => [{ label: "toxic", score: 0.9 }]),
    );
    const result = await evaluate({ data: [{ a: "x" }], predictions: "a", modelType: "text", toxicity });
    expect(Object.keys(result.metrics).some((key) => key.startsWith("toxicity"))).toBe(false);
    expect(result.warnings[0]).toContain("The model at other/model has the labels toxic.");
  });

  it("says how to get the package, and what an export must hold", async () => {
    const missing = async (): Promise<never> => {
      throw new Error("Cannot find package");
    };
    await expect(loadToxicity("m", { importPackage: missing })).rejects.toMatchObject({
      code: "missing_package",
      hint: expect.stringContaining("npm install --no-save @huggingface/transformers") as string,
    });
    const broken = async () => ({ pipeline: missing });
    await expect(loadToxicity("m", { importPackage: broken })).rejects.toMatchObject({
      code: "model_not_loaded",
      message: "The toxicity model could not be loaded from m.",
    });
  });
});
