import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import {
  areaUnderCurve,
  balancedAccuracy,
  fitSupport,
  groundedAnswers,
  judgeBySupport,
  supportCalibration,
} from "../../../src/evaluate/judges/index.js";
import { contentWords, namesIn, sentencesOf } from "../../../src/evaluate/judges/support/content-words.js";

const asimov = readFileSync(resolve(import.meta.dirname, "../../../src/simulate/texts/en/isaac-asimov.txt"), "utf8");

describe("the labelled answers", () => {
  const rows = groundedAnswers({ withQuestion: true });

  it("are at least 400, in three languages and of every label, short and restating", () => {
    expect(rows).toHaveLength(649);
    for (const language of ["en", "pt", "fr"]) {
      const mine = rows.filter((row) => row.language === language);
      expect(mine.length).toBeGreaterThanOrEqual(200);
      expect(new Set(mine.map(({ label }) => label))).toEqual(new Set(["right", "wrong", "partly"]));
      expect(mine.filter(({ kind }) => kind === "short").length).toBeGreaterThan(30);
      expect(mine.filter(({ kind }) => kind === "restating").length).toBeGreaterThanOrEqual(30);
    }
  });

  it("have no text on both sides", () => {
    const halves = new Map<string, Set<string>>();
    for (const { context, half } of rows) halves.set(context, (halves.get(context) ?? new Set()).add(half));
    expect(halves.size).toBe(42);
    expect([...halves.values()].every((seen) => seen.size === 1)).toBe(true);
  });
});

describe("the support of a text", () => {
  it.each([
    [true, 372],
    [false, 340],
  ])("with a question %s is fitted and measured as its data say, and reaches its goal", (withQuestion, count) => {
    const kept = supportCalibration()[withQuestion ? "withQuestion" : "withoutQuestion"];
    const fitted = fitSupport({ withQuestion });
    kept.model.weights.forEach((weight, at) => expect(weight).toBeCloseTo(fitted.weights[at]!, 9));
    expect(kept.model.bias).toBeCloseTo(fitted.bias, 9);
    const held = groundedAnswers({ withQuestion }).filter(({ half }) => half !== "training");
    const scored = held.map((row) => {
      const { value, metadata } = judgeBySupport(row);
      return { row, value, score: metadata["probability"] as number, label: row.label === "right", group: row.title };
    });
    expect(scored).toHaveLength(count);
    expect(scored.every(({ score, value }) => score >= 0.5 === (value === "yes"))).toBe(true);
    const parts = { heldOut: scored, lastLook: scored.filter(({ row }) => row.half === "last look") };
    for (const [name, rows] of Object.entries(parts)) {
      const stated = kept[name as keyof typeof parts];
      expect(stated.auc.estimate).toBeCloseTo(areaUnderCurve(rows), 9);
      expect(stated.balancedAccuracy).toBeCloseTo(balancedAccuracy(rows, 0.5), 9);
    }
    for (const language of ["en", "pt", "fr"]) {
      const mine = scored.filter(({ row }) => row.language === language);
      expect(areaUnderCurve(mine)).toBeGreaterThanOrEqual(0.9);
      expect(balancedAccuracy(mine, 0.5)).toBeGreaterThanOrEqual(0.8);
    }
    expect(areaUnderCurve(parts.lastLook)).toBeGreaterThanOrEqual(0.9);
    expect(balancedAccuracy(parts.lastLook, 0.5)).toBeGreaterThanOrEqual(0.8);
  });

  it.each([
    ["When did Asimov receive his bachelor's degree?", "1939", "yes"],
    ["When did his first published story appear?", "1939", "yes"],
    ["When did his family emigrate to the United States?", "1923", "yes"],
    ["When was Isaac Asimov born?", "January 2, 1923", "no"],
    ["When was Isaac Asimov born?", "Isaac Asimov was born on January 2, 1923.", "no"],
    ["Where was Asimov born?", "Asimov was born in Petrovichi, in Soviet Russia.", "yes"],
    ["Where was Asimov born?", "Brooklyn", "no"],
    ["Who edited many of his early stories?", "Robert Heinlein", "no"],
    ["What did he study?", "He studied chemistry at Columbia University.", "yes"],
  ])("of the lab's text: %s %s: %s", (question, answer, value) => {
    expect(judgeBySupport({ question, context: asimov, answer }).value).toBe(value);
  });

  it.each([
    ["1939", "yes"],
    ["1923", "yes"],
    ["January 2, 1923", "no"],
    ["He was born in Petrovichi in 1921.", "no"],
  ])("of the lab's text without a question: %s: %s", (answer, value) => {
    expect(judgeBySupport({ context: asimov, answer }).value).toBe(value);
  });

  it("of nothing to judge is no", () => {
    expect(judgeBySupport({ context: "", answer: "In 1939." }).value).toBe("no");
    expect(judgeBySupport({ question: "?", context: "The oven is hot.", answer: "In 1939." }).value).toBe("no");
  });
});

describe("content words", () => {
  it("are compared without accents, endings and question words, and numbers as digits", () => {
    expect(contentWords("She led 1,250 nurses in three towns.")).toEqual(["1250", "nurse", "3", "towns"]);
    expect(contentWords("Em que ano nasceu? Às três.")).toEqual(["nasce", "3"]);
    expect(contentWords("18 038 pièces, à 10 000 km")).toEqual(["18038", "piece", "10000"]);
  });

  it("leave names that begin a sentence out, and end no sentence at an initial", () => {
    expect(namesIn("She went to Paris. Later O'Neill's friend came to O'Neill's.")).toEqual([
      "Paris",
      "O'Neill",
      "O'Neill",
    ]);
    expect(sentencesOf("John W. Campbell led it. It grew! “So?” he said.")).toEqual([
      "John W. Campbell led it.",
      "It grew!",
      "“So?”",
      "he said.",
    ]);
  });

  it("measure as scikit-learn does", () => {
    // sklearn.metrics.balanced_accuracy_score([1, 1, 0, 0, 0], [1, 0, 0, 0, 1]) == 0.5833333333333333
    const scored = [0.9, 0.1, 0.2, 0.3, 0.8].map((score, at) => ({ score, label: at < 2, group: "" }));
    expect(balancedAccuracy(scored, 0.5)).toBeCloseTo(7 / 12, 12);
  });
});
