import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compare, evaluateGenai, scorer } from "../../../src/evaluate/index.js";

beforeEach(() => void vi.stubEnv("TUNELAB_LANGUAGE", "pt-BR"));
afterEach(() => void vi.unstubAllEnvs());

const lengths = (answers: readonly string[]) =>
  evaluateGenai({
    data: answers.map((outputs, row) => ({ inputs: { q: `q${row}` }, outputs })),
    scorers: [
      scorer(({ outputs }) => String(outputs).length, { name: "length" }),
      scorer(({ outputs }) => 2 * String(outputs).length, { name: "twice" }),
      scorer(({ outputs }) => String(outputs) === "a", { name: "is_a" }),
      scorer(({ outputs }) => String(outputs) === "b", { name: "is_b" }),
    ],
  });

const titles = ({ layout }: { readonly layout: Readonly<Record<string, unknown>> }): readonly unknown[] =>
  ["xaxis", "yaxis", "legend"].map((part) => (layout[part] as { title?: { text?: string } } | undefined)?.title?.text);

describe("in Portuguese", () => {
  it("the figures of an evaluation name axes and legend so", async () => {
    const result = await lengths(["a", "bb"]);
    expect(result.plots().map(titles)).toEqual([
      ["length", "contagem", undefined],
      ["twice", "contagem", undefined],
      ["valor", "linhas", undefined],
      ["valor", "linhas", undefined],
      ["linha", "medida", undefined],
      ["linha", "medida", undefined],
      ["linha", "medida", "métrica"],
    ]);
  });

  it("the figure of a comparison names axes and legend so", async () => {
    const figure = compare(await lengths(["a", "bb"]), await lengths(["aa", "b"])).plotDifferences()!;
    expect(titles(figure)).toEqual(["linha", "diferença", "medida"]);
    expect(figure.description).toContain("linha: 1 a 2; diferença: -2 a 2");
  });
});
