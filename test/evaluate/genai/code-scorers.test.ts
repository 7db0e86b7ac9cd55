import { describe, expect, it } from "vitest";
import { evaluateGenai, PIIDetection, RegexMatch, ResponseLength, type Scorer } from "../../../src/evaluate/index.js";

const value = async (scorer: Scorer, outputs: unknown): Promise<unknown> => {
  const { resultDf } = await evaluateGenai({ data: [{ inputs: { q: "?" }, outputs }], scorers: [scorer] });
  return resultDf[0]![`${scorer.name}/value`];
};

describe("code scorers", () => {
  it("RegexMatch searches, or wants the whole answer", async () => {
    expect(await value(RegexMatch({ pattern: "^Answer:" }), "Answer: 42")).toBe("yes");
    expect(await value(RegexMatch({ pattern: "^Answer:" }), "The answer is 42")).toBe("no");
    expect(await value(RegexMatch({ pattern: "a|ab", matchType: "fullmatch" }), "ab")).toBe("yes");
    expect(await value(RegexMatch({ pattern: "answer", caseInsensitive: true }), "ANSWER")).toBe("yes");
    expect(await value(RegexMatch({ pattern: /x/g }), "x")).toBe("yes");
    expect(() => RegexMatch({ pattern: "(" })).toThrow('"(" is no regular expression');
    // As where the option's name has a slip.
    expect(() => RegexMatch({ patern: "a" } as never)).toThrow(
      "pattern must be a text or a regular expression, got undefined.",
    );
  });

  it("ResponseLength counts characters as people do, or words", async () => {
    expect(await value(ResponseLength({ maxLength: 2 }), "🇫🇷")).toBe("yes");
    expect(await value(ResponseLength({ minLength: 3 }), "ab")).toBe("no");
    expect(await value(ResponseLength({ maxLength: 2, unit: "words" }), "one two three")).toBe("no");
    expect(() => ResponseLength({})).toThrow("neither minLength nor maxLength");
    expect(() => ResponseLength({ minLength: 5, maxLength: 2 })).toThrow("No length is from 5 to 2.");
  });

  it.each([
    ["Contact ana@example.com", "email"],
    ["call 555-123-4567", "phone"],
    ["call +351912345678", "phone"],
    ["SSN 123-45-6789", "ssn"],
    ["card 4111 1111 1111 1111", "credit_card"],
    ["host 192.168.0.1", "ip_address"],
  ])("PIIDetection finds personal data in %j", async (text, kind) => {
    const { resultDf } = await evaluateGenai({
      data: [{ inputs: { q: "?" }, outputs: text }],
      scorers: [PIIDetection()],
    });
    expect(resultDf[0]!["pii_detection/value"]).toBe("no");
    expect(resultDf[0]!["pii_detection/rationale"]).toContain(kind);
  });

  it("PIIDetection passes what is clean", async () => {
    expect(await value(PIIDetection(), "Version 1.2.3 of order ABC-123 costs 12.50 on 2024-01-31")).toBe("yes");
    expect(() => PIIDetection({ piiTypes: ["name" as never] })).toThrow('"name" is no kind of personal data');
  });
});
