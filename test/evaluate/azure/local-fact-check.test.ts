import { describe, expect, it } from "vitest";
import { LocalContentCheck, LocalFactCheck } from "../../../src/evaluate/azure/index.js";
import { groundedAnswers } from "../../../src/evaluate/judges/index.js";

const check = new LocalFactCheck();
const context =
  "Marie Curie was born in Warsaw in 1867. The prize was worth 1,250.50 crowns. O’Neill's friend wrote it.";
const read = (response: string) => {
  const output = check.evaluate({ response, context });
  return [output["local_fact_check"], output["local_fact_check_result"], output["local_fact_check_reason"]];
};

describe("the local check of facts", () => {
  it.each([
    ["She was born in 1867.", 1, "pass", null],
    ["She was born in 1923.", 0, "fail", "Not in the context: 1923."],
    ["She was born in Paris in 1867.", 0.5, "fail", "Not in the context: Paris."],
    ["It was in WARSAW.", 1, "pass", null],
    ["The prize was 1250.50 crowns.", 1, "pass", null],
    ["It is O'Neill's.", 1, "pass", null],
    ["In the year 186.", 0, "fail", "Not in the context: 186."],
    ["Nobody knows. Perhaps it was there.", null, "not_applicable", null],
    ["", null, "not_applicable", null],
  ])("judges %j", (response, score, result, reason) => {
    expect(read(response)).toEqual([score, result, reason]);
  });

  it("takes a letter with its accent as one sign or as two for the same", () => {
    const parts = {
      response: "It was Bronisława and E\u0301ve Curie.",
      context: "Bronisława and Ève, \u00c9ve Curie.",
    };
    expect(check.evaluate(parts)["local_fact_check_reason"]).toBeNull();
    expect(check.evaluate({ response: "3", context: "Tre\u0302s" })["local_fact_check"]).toBe(1);
  });

  it("says which input is missing", () => {
    expect(() => check.evaluate({ response: "x" })).toThrow("local_fact_check needs context as text, got nothing.");
    expect(() => check.evaluate({ response: null, context })).toThrow("needs response as text, got null.");
  });

  it("takes a number for a text, as the text metrics do: a CSV file makes one of an answer such as 1867", () => {
    expect(check.evaluate({ response: 1867, context })["local_fact_check"]).toBe(1);
    expect(new LocalContentCheck().evaluate({ response: 1867 })["local_content_check"]).toBe(0);
  });

  it("knows numbers that the context writes as words, in three languages", () => {
    const texts = ["twelve, twenty, thirty, ninety", "doze, vinte, trinta, noventa", "douze, vingt, trente"];
    const found = texts.map((text) => check.evaluate({ response: "12 20 30", context: text })["local_fact_check"]);
    expect(found).toEqual([1, 1, 1]);
    expect(check.evaluate({ response: "13", context: "twelve" })["local_fact_check"]).toBe(0);
  });

  it("finds a name behind a French elision and beside a hyphen", () => {
    const context = "Le dessin est d'Émile Nouguier, les toiles sont à l’Orangerie, et le 14-Bis vola en 1906.";
    const response = "C'est Nouguier, Émile. On les voit au musée de l'Orangerie. Il vola avec le Bis.";
    expect(check.evaluate({ response, context })["local_fact_check_reason"]).toBeNull();
    expect(check.evaluate({ response: "C'est un Émilien.", context })["local_fact_check"]).toBe(0);
  });

  it("passes 187 right, 16 wrong and 19 half wrong answers of the labelled set, and fails 2, 143 and 19", () => {
    const judged = groundedAnswers({ withQuestion: false }).map(({ answer, context, label }) => {
      const output = check.evaluate({ response: answer, context });
      return `${label} ${String(output["local_fact_check_result"])}`;
    });
    const counts = Object.fromEntries(
      [...new Set(judged)].map((kind) => [kind, judged.filter((one) => one === kind).length]),
    );
    expect(counts).toEqual({
      "right pass": 187,
      "right fail": 2,
      "right not_applicable": 105,
      "partly pass": 19,
      "partly fail": 19,
      "partly not_applicable": 4,
      "wrong pass": 16,
      "wrong fail": 143,
      "wrong not_applicable": 97,
    });
  });
});
