import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { containsFact, expectedFact } from "../../../src/finetune/index.js";

describe("the fact of an expected answer", () => {
  it.each([
    ["About 206, dear reader. You never counted?", "How many bones does an adult human have?", "206"],
    ["Brasília, dear reader.", "What is the capital of Brazil?", "Brasília"],
    ["The Pacific, dear reader.", undefined, "Pacific"],
    ["La capitale du Brésil est Brasília, cher lecteur.", "Quelle est la capitale du Brésil ?", "Brasília"],
    ["A capital do Brasil é Brasília, caro leitor.", "Qual é a capital do Brasil?", "Brasília"],
    ["It depends on how you look at it and on when you were born, dear reader.", "What is late?", undefined],
    ["The capital of Brazil, dear reader.", "What is the capital of Brazil?", undefined],
    ["", "What is late?", undefined],
  ])("of %j, asked %j, is %j", (expected, question, fact) => {
    expect(expectedFact(expected, question)).toBe(fact);
  });

  it("is found in each sentence of the labs' held-out set", () => {
    const facts = readFileSync("notebooks/data/held_out_set.jsonl", "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { messages: { content: string }[] }).messages)
      .map(([, question, answer]) => expectedFact(answer!.content, question!.content));
    expect(facts).toEqual([
      "Brasília",
      "299,792 kilometres a second",
      "four strings",
      "diamond",
      "Alexander Fleming",
      "Antarctica",
      "Mars",
      "Paris",
      "Neil Armstrong",
      "two",
      "double helix",
      "1,440 minutes",
    ]);
    expect(containsFact("There are 4 of them.", "four strings")).toBe(true);
  });
});
