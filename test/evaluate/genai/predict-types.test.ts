import { expect, expectTypeOf, it } from "vitest";
import { evaluateGenai } from "../../../src/evaluate/index.js";

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
