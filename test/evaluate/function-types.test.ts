import { expect, expectTypeOf, it } from "vitest";
import { evaluate, evaluateGenai, makeMetric, scorer } from "../../src/evaluate/index.js";

it("predictFn without a type takes what the rows hold as inputs", async () => {
  const data = [{ inputs: { question: "2+2?", digits: 1 } }];
  const result = await evaluateGenai({
    data,
    predictFn: ({ question, digits }) => {
      expectTypeOf(question).toBeString();
      expectTypeOf(digits).toBeNumber();
      return `${question} ${digits}`;
    },
    scorers: [],
    progress: false,
  });
  expect(result.rows.map(({ response }) => response)).toEqual(["2+2? 1"]);
});

it("predictFn with a type of its own takes any data", async () => {
  interface Question {
    readonly question: string;
  }
  const data: Record<string, unknown>[] = [{ inputs: { question: "2+2?" } }];
  const predictFn = ({ question }: Question): string => question;
  const result = await evaluateGenai({ data, predictFn, scorers: [], progress: false });
  expect(result.rows.map(({ response }) => response)).toEqual(["2+2?"]);
});

it("predictFn without a type takes any fields, where the data does not say which", async () => {
  const data: Record<string, unknown>[] = [{ inputs: { question: "2+2?" } }];
  const result = await evaluateGenai({
    data,
    predictFn: ({ question }) => {
      expectTypeOf(question).toBeUnknown();
      return String(question);
    },
    scorers: [],
    progress: false,
  });
  expect(result.rows.map(({ response }) => response)).toEqual(["2+2?"]);
});

it("a scorer and a metric may say what they know of their columns", async () => {
  const short = scorer(({ outputs }: { outputs: string }) => outputs.length < 9, { name: "short" });
  const fields = scorer(
    ({ inputs, outputs }) => {
      expectTypeOf(outputs).toBeUnknown();
      return Object.keys(inputs).length;
    },
    { name: "fields" },
  );
  const scored = await evaluateGenai({
    data: [{ inputs: { question: "2+2?" }, outputs: "four" }],
    scorers: [short, fields],
    progress: false,
  });
  expect(scored.metrics).toMatchObject({ "short/mean": 1, "fields/mean": 1 });
  const length = makeMetric({
    name: "characters",
    greaterIsBetter: false,
    evalFn: ({ predictions }: { predictions: string[] }) => predictions.map((text) => text.length),
  });
  const measured = await evaluate({ data: [{ a: "four" }], predictions: "a", extraMetrics: [length] });
  expect(measured.metrics["characters/mean"]).toBe(4);
});
