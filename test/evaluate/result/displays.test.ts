import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY, TunelabError } from "../../../src/core/index.js";
import * as azureEvaluation from "../../../src/azure-evaluation/index.js";
import {
  evaluate,
  evaluateGenai,
  exactMatch,
  Feedback,
  RegexMatch,
  ResponseLength,
  rouge,
  scorer,
  type ShownResult,
} from "../../../src/evaluate/index.js";
import { breakableName } from "../../../src/display/index.js";
import { MemoryTracker } from "../memory-tracker.js";

/** A tracker whose runs have a page. */
class PagedTracker extends MemoryTracker {
  override runPage(): never {
    return "http://127.0.0.1:5000/#/runs/run1" as never;
  }
}

/** Text of an HTML display, as a reader sees and unfolds it. */
function readHtml(html: string): string {
  return html
    .replaceAll(/<(?:svg)[\s\S]*?<\/svg>/g, " ")
    .replaceAll("<wbr>", "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
}

async function bothForms(result: { [JUPYTER_DISPLAY]: () => unknown }) {
  const bundle = (await result[JUPYTER_DISPLAY]()) as Readonly<Record<string, unknown>>;
  return { keys: Object.keys(bundle), text: String(bundle["text/plain"]), html: String(bundle["text/html"]) };
}

const questions = ["a?", "b?", "c?"].map((question) => ({ inputs: { question } }));
const throwsOnB = ({ question }: { readonly question: string }): string => {
  if (question === "b?") throw new Error("no <b> today");
  return question;
};

const results: Readonly<Record<string, readonly [() => Promise<ShownResult>, readonly string[]]>> = {
  "mlflow.evaluate with a skipped metric": [
    () =>
      evaluate({
        data: [{ answer: "Yes" }, { answer: null }],
        predictions: "answer",
        modelType: "text",
        runName: "texts",
        tracker: new PagedTracker(),
      }),
    [
      "texts",
      "1 of 2 rows is scored, 1 failed.",
      "rows 2",
      "failed 1",
      "row 2, outputs: The prediction of row 2 is null. Fill the column 'answer', or leave the row out.",
      "Skipped toxicity/v1: it is the score of one model",
      "flesch_kincaid_grade_level/v1/mean",
      "flesch_kincaid_grade_level/v1/variance 0",
      "run texts (run1)",
    ],
  ],
  "mlflow.genai.evaluate with a predictFn that throws on one of three rows": [
    () =>
      evaluateGenai({
        data: questions,
        predictFn: throwsOnB,
        scorers: [ResponseLength({ maxLength: 3 }), RegexMatch({ pattern: "a" })],
        retries: 0,
      }),
    ["failed 1", "row 2, response: no <b> today. mlflow.retryFailed(result) asks only such rows again.", "rows 3"],
  ],
  "azureEvaluation.evaluate with an evaluator that is wrong for the data": [
    () =>
      azureEvaluation.evaluate({
        data: [{ response: "x" }, { response: "y" }],
        evaluators: {
          own: () => {
            throw new TypeError("response.words is not a function");
          },
        },
        evaluationName: "wrong",
      }),
    ["None of 2 rows has a score.", "all 2 rows, outputs.own: response.words is not a function", "evaluators own"],
  ],
};

describe("the displays of a result", () => {
  it.each(Object.entries(results))("tell the same in text and HTML: %s", async (_, [make, facts]) => {
    const result = await make();
    const { keys, text, html } = await bothForms(result);
    // A front end takes the richest form, so there is none that lacks what the text tells.
    expect(keys).toEqual(["text/html", "text/plain"]);
    const seen = readHtml(html);
    for (const fact of [
      ...facts,
      ...result.warnings,
      ...Object.values(result.facts).filter((fact) => !/^http/.test(fact)),
    ]) {
      expect(text).toContain(fact);
      expect(seen).toContain(fact);
    }
    if (result.page !== undefined) {
      expect(text).toContain(result.page);
      expect(html).toContain(`href="${result.page}"`);
    }
  });

  it("tell a score that only all rows together have before the scores of rows", async () => {
    const data = ["a", "b"].map((answer) => ({ answer, right: "a" }));
    const result = await evaluate({
      data,
      predictions: "answer",
      targets: "right",
      extraMetrics: [exactMatch(), rouge("rouge1")],
    });
    const { text, html } = await bothForms(result);
    for (const form of [text, readHtml(html)]) {
      expect(form).toMatch(/Over all rows: exact_match\/v1 0\.5\s/);
      expect(form.indexOf("Over all rows")).toBeLessThan(form.indexOf("rouge1/v1/mean"));
      expect(form).not.toMatch(/Further summaries.*exact_match/);
    }
  });

  it("tell the refusal of a judge once, and the other failure beside it", async () => {
    const refusing = scorer(
      ({ outputs }) => {
        if (outputs === "b?") throw new Error("broken pipe");
        throw new TunelabError("tiny cannot judge fun.", { code: "cannot_judge", hint: "Take a larger model." });
      },
      { name: "fun" },
    );
    const data = questions.map(({ inputs }) => ({ inputs, outputs: inputs.question }));
    const { text, html } = await bothForms(await evaluateGenai({ data, scorers: [refusing], retries: 0 }));
    for (const form of [text, readHtml(html.replaceAll(/<details>.*<\/details>/gs, ""))]) {
      expect(form.match(/broken pipe/g)).toHaveLength(1);
      expect(form.match(/tiny cannot judge fun\./g)).toHaveLength(1);
      expect(form).not.toContain("row 1, fun");
    }
  });

  it("end what an error says before they say what to do, and show a value that is no score as it is", async () => {
    const odd = scorer(() => new Feedback({ value: { foo: 1 } }), { name: "odd" });
    const result = await evaluateGenai({
      data: questions,
      predictFn: throwsOnB,
      scorers: [odd],
      tracker: new MemoryTracker(),
    });
    const { text, html } = await bothForms(result);
    for (const form of [text, readHtml(html)]) {
      expect(form).toContain("no <b> today. mlflow.retryFailed(result) asks only such rows again.");
    }
    expect(text).toContain('{"foo":1} 3');
    expect(html + text).not.toContain("[object Object]");
  });

  it("say how far an interrupted evaluation came", async () => {
    const cell = new AbortController();
    const model = async ({ inputs }: { readonly inputs: string }): Promise<string> => {
      if (inputs === "b?") cell.abort();
      return inputs === "b?" ? new Promise<string>(() => undefined) : "Madeira";
    };
    const data = ["a?", "b?", "c?"].map((inputs) => ({ inputs }));
    const result = await evaluate({
      data,
      model,
      modelType: "text",
      perRow: true,
      concurrency: 1,
      signal: cell.signal,
    });
    const { text, html } = await bothForms(result);
    for (const form of [text, readHtml(html)]) expect(form).toContain("Interrupted: 1 of 3 rows are done.");
  });

  it("draw a share of names and numbers from 0 to 1, and print on light ground whatever the theme", async () => {
    const data = [{ response: "In 1923.", context: "Built in 1923." }];
    const result = await azureEvaluation.evaluate({
      data,
      evaluators: { facts: new azureEvaluation.LocalFactCheck() },
    });
    expect(result.scores.find(({ name }) => name === "facts.local_fact_check")!.range).toEqual([0, 1]);
    const print = /@media print \{[\s\S]*/.exec(await result.toHTML())![0];
    expect(print).toContain(":root { color-scheme: light; --line: #c8c8c8; --soft: #f3f3f3; }");
  });

  it("show verdicts of checks, their thresholds and which direction is better", async () => {
    const rows = [
      { response: "in Warsaw", ground_truth: "Warsaw" },
      { response: "in Paris", ground_truth: "Warsaw" },
    ];
    const evaluators = { f1: new azureEvaluation.F1ScoreEvaluator() };
    const result = await azureEvaluation.evaluate({ data: rows, evaluators });
    const { text, html } = await bothForms(result);
    for (const form of [text, readHtml(html)]) {
      expect(form).toContain("1 of 2 rows passes every check, 1 misses one.");
      expect(form).toContain("1 of 2");
    }
    expect(text).toContain(
      [
        "score        mean    rows scored  without  pass    better is  threshold",
        "f1.f1_score  0.3333  2            0        1 of 2  higher     0.5",
      ].join("\n"),
    );
    // A metric and its second name are one line.
    expect(text).not.toContain("f1.f1_score_score");
    expect(text).not.toContain("binary_aggregate");
    expect(html).toContain('aria-label="f1.f1_score: 2 rows from 0 to 0.6667, threshold 0.5, mean 0.3333"');
    const [histogram] = result.plots();
    expect(histogram!.layout["shapes"]).toMatchObject([
      { type: "line", x0: 0.5, x1: 0.5, yref: "paper", y0: 0, y1: 1, label: { text: "threshold 0.5" } },
    ]);
    expect(result.plots().at(-1)!.layout["shapes"]).toMatchObject([
      { type: "line", y0: 0.5, y1: 0.5, xref: "paper", x0: 0, x1: 1, label: { text: "threshold 0.5" } },
    ]);
  });
});

describe("a result of which every row is scored in part", () => {
  it("says so, and not that as many again failed", async () => {
    const refusing = { requiredInputs: [], evaluate: () => Promise.reject(new Error("cannot judge")) };
    const result = await azureEvaluation.evaluate({
      data: [{ response: "a", ground_truth: "a" }],
      evaluators: { length: ({ response }) => ({ letters: String(response).length }), refusing },
    });
    expect(result.toString()).toMatch(/^evaluation: The row is scored, 1 only in part\.\n/);
  });
});

describe("pictures of scores", () => {
  // JupyterLab shows the words of a picture and not the picture where a notebook is not trusted.
  it("are words that a page without pictures shows as such: no figure runs into the next", async () => {
    const rows = [
      { response: "in Warsaw", ground_truth: "Warsaw" },
      { response: "in Paris", ground_truth: "Warsaw" },
    ];
    const evaluators = { f1: new azureEvaluation.F1ScoreEvaluator(), yes: () => ({ right: true }) };
    const { html } = await bothForms(await azureEvaluation.evaluate({ data: rows, evaluators }));
    const words = html
      .replace(/<svg[^>]*>|<\/svg>|<(?:title|text|path|circle|rect)[^>]*>|<\/(?:title|text)>/g, "")
      .replace(/<td[^>]*>/g, "\n");
    expect(words).toContain("f1.f1_score: 2 rows from 0 to 0.6667, threshold 0.5, mean 0.3333. 0 1<");
  });
});

describe("saved reports", () => {
  it("are named by their run and never replace each other", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tunelab-reports-"));
    try {
      const result = await evaluate({
        data: [{ a: "Yes" }],
        predictions: "a",
        modelType: "text",
        runName: "first/prompt ü",
        tracker: new MemoryTracker(),
      });
      const paths = [await result.saveReport(join(folder, "new")), await result.saveReport(join(folder, "new"))];
      expect(paths).toEqual([
        join(folder, "new", "first-prompt-ü-run1.html"),
        join(folder, "new", "first-prompt-ü-run1-2.html"),
      ]);
      expect(await readdir(join(folder, "new"))).toHaveLength(2);
      expect(await readFile(paths[0]!, "utf8")).toContain("<!doctype html>");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("names of scores", () => {
  it.each([
    ["rouge.f1_score", "rouge.<wbr>f1_<wbr>score"],
    ["flesch_kincaid_grade_level/v1/mean", "flesch_<wbr>kincaid_<wbr>grade_<wbr>level/<wbr>v1/<wbr>mean"],
    ["accuracy", "accuracy"],
    ["a_<b>_", "a_&lt;b&gt;_"],
  ])("%s may break between its words only", (name, html) => {
    expect(breakableName(name)).toBe(html);
  });

  it("labels only the parts of a bar that are wide enough, gives words no direction, and groups the digits of counts", async () => {
    const data = Array.from({ length: 1_200 }, (_, at) => ({ inputs: { at }, outputs: "x" }));
    const kind = scorer(({ inputs }) => ["long", "middle", "short", "short"][Number(inputs["at"]) % 8] ?? "long", {
      name: "kind",
    });
    const { html, text } = await bothForms(await evaluateGenai({ data, scorers: [kind], progress: false }));
    expect([...html.matchAll(/<text[^>]*>([^<]*)</g)].map(([, label]) => label)).toEqual(["long 750", "short 300"]);
    expect(text).toContain("rows 1,200 · failed 0");
    expect(text).toMatch(/^kind {3}long 750, middle 150, short 300 +1,200 +0$/m);
    expect(readHtml(html)).not.toContain("higher");
  });
});
