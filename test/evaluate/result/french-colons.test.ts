import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY } from "../../../src/core/index.js";
import { compare, evaluate, evaluateGenai, scorer } from "../../../src/evaluate/index.js";

const before = process.env.TUNELAB_LANGUAGE;
beforeEach(() => {
  process.env.TUNELAB_LANGUAGE = "fr";
});
afterEach(() => {
  if (before === undefined) delete process.env.TUNELAB_LANGUAGE;
  else process.env.TUNELAB_LANGUAGE = before;
});

const answers = (words: readonly string[]) =>
  evaluate({
    data: words.map((answer, row) => ({ inputs: `q${row}`, answer, right: row === 1 ? null : "oui" })),
    predictions: "answer",
    targets: "right",
    modelType: "question-answering",
  });

const makers = {
  "mlflow.evaluate": () => answers(["oui", "non", "non"]),
  "mlflow.genai.evaluate": () =>
    evaluateGenai({
      data: [{ inputs: { question: "a ?" }, outputs: "x" }],
      scorers: [
        scorer(
          () => {
            throw new Error("panne");
          },
          { name: "own" },
        ),
      ],
    }),
  "mlflow.genai.evaluate without scorers": () =>
    evaluateGenai({ data: [{ inputs: { question: "a ?" }, outputs: "x" }], scorers: [] }),
  compare: async () => compare(await answers(["oui", "non", "non"]), await answers(["oui oui", "non", "oui"])),
} as const;

/** Prose that has a colon or semicolon right after its last letter. */
const GLUED = /[\p{L}\p{N})»][:;](?=\s|$)/gmu;
/** Code that hints quote. */
const QUOTED = /scorers: \[|toxicity: await/g;

describe("in French a space stands before colon and semicolon", () => {
  it.each(Object.entries(makers))("in the displays of %s", async (_, make) => {
    const result: { [JUPYTER_DISPLAY]: () => unknown } = await make();
    const bundle = (await result[JUPYTER_DISPLAY]()) as Readonly<Record<string, string>>;
    const seen = bundle["text/html"]!.replaceAll(/ style="[^"]*"|&[a-z]+;/g, "").replaceAll(/<[^>]+>/g, "");
    const spoken = [...bundle["text/html"]!.matchAll(/(?:aria-label|data-label|title)="([^"]*)"/g)].map(
      ([, text]) => text,
    );
    expect(
      [bundle["text/plain"], seen, ...spoken].flatMap((text) => text!.replaceAll(QUOTED, "").match(GLUED) ?? []),
    ).toEqual([]);
    expect(bundle["text/plain"]).toContain("\u00a0: ");
  });

  it("and the warning of a list without scorers says what to do", async () => {
    const result = await makers["mlflow.genai.evaluate without scorers"]();
    expect(result.warnings).toEqual([
      "scorers est une liste vide : les réponses et les traces sont gardées, et rien n'est noté. Nommez ce qui doit l'être, par exemple scorers: [Safety()].",
    ]);
  });
});
