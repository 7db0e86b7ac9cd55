import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { markChanges } from "../../../src/evaluate/result/compare/mark-changes.js";
import { JUPYTER_DISPLAY } from "../../../src/core/index.js";
import {
  bootstrapInterval,
  compare,
  evaluate,
  evaluateGenai,
  makeMetric,
  scorer,
} from "../../../src/evaluate/index.js";

const score = scorer(({ outputs }) => outputs as number, { name: "score" });
const cost = scorer(({ outputs }) => outputs as number, { name: "cost", greaterIsBetter: false });
const run = (outputs: readonly (number | null)[], scorers = [score], runName = "run") =>
  evaluateGenai({ data: outputs.map((value, i) => ({ inputs: { q: `q${i}` }, outputs: value })), scorers, runName });

describe("compare", () => {
  it("counts wins, ties and losses and the difference of every row", async () => {
    const [a, b] = [await run([1, 2, 3, 4]), await run([2, 2, 2, 6])];
    const [result] = compare(a, b).scores;
    expect(result).toMatchObject({
      name: "score",
      meanA: 2.5,
      meanB: 3,
      wins: 2,
      ties: 1,
      losses: 1,
      pairs: 4,
      perRow: [1, 0, -1, 2],
    });
    expect(result!.difference.estimate).toBe(0.5);
    expect(result!.difference.low).toBeLessThanOrEqual(0);
    const [title] = compare(a, b, { names: ["before", "after"] })
      .toString()
      .split("\n");
    expect(title).toBe("after compared with before. No clear difference: score.");
  });

  it("calls a drop a win where less is better", async () => {
    const [a, b] = [await run([5, 5, 5, 5, 5], [cost]), await run([1, 1, 1, 1, 1], [cost])];
    const comparison = compare(a, b, { names: ["before", "after"] });
    expect(comparison.scores[0]).toMatchObject({ wins: 5, losses: 0, difference: { estimate: -4, low: -4, high: -4 } });
    expect(comparison.toString()).toContain("better");
  });

  it.each([1, 4])(
    "says of %d rows neither that they are better nor an interval, whose width would be 0",
    async (rows) => {
      const comparison = compare(await run(Array(rows).fill(1)), await run(Array(rows).fill(3)));
      expect(comparison.scores[0]!.difference).toEqual({ estimate: 2, low: 2, high: 2 });
      const bundle = comparison[JUPYTER_DISPLAY]();
      for (const form of [String(bundle["text/plain"]), String(bundle["text/html"]), comparison.toTable().toString()]) {
        expect(form).toContain("no clear difference");
        expect(form).not.toContain("2 to 2");
        expect(form).not.toContain("higher");
        expect(form).not.toContain("better");
      }
    },
  );

  it("leaves out rows without a score in either run", async () => {
    const [result] = compare(await run([1, null, 3]), await run([1, 2, 4])).scores;
    expect(result).toMatchObject({ pairs: 2, perRow: [0, null, 1] });
  });

  it("pairs rows by a column, and says what is wrong when it cannot", async () => {
    const [a, b] = [await run([1, 2, 3]), await run([9, 8])];
    expect(compare(a, b, { on: "request" }).scores[0]).toMatchObject({ pairs: 2, perRow: [8, 6, null] });
    expect(() => compare(a, b)).toThrow("The results have 3 and 2 rows.");
    expect(() => compare(a, b, { on: "id" })).toThrow("has no column 'id'");
    expect(() => compare(a, b, { on: "request" })).not.toThrow();
    expect(() => compare({ ...a, scores: [] } as never, b, { on: "request" })).toThrow("no score in common");
  });

  it("shows scores of all rows together, which have no pairs, before and after", async () => {
    const match = (answers: readonly string[], runName: string) =>
      evaluate({
        data: answers.map((answer, i) => ({ answer, truth: ["Lisbon", "Camões", "tart"][i] })),
        predictions: "answer",
        targets: "truth",
        modelType: "question-answering",
        runName,
      });
    const [a, b] = [
      await match(["Lisbon", "a poet", "a cake"], "long"),
      await match(["Lisbon", "Camões", "x"], "short"),
    ];
    const comparison = compare(a, b);
    expect(comparison.overall).toEqual([{ name: "exact_match/v1", a: 1 / 3, b: 2 / 3 }]);
    const bundle = comparison[JUPYTER_DISPLAY]();
    for (const form of [bundle["text/plain"], bundle["text/html"]]) {
      expect(form).toContain("Over all rows: exact_match/v1 0.3333 → 0.6667");
    }
    const alone = compare({ ...a, scores: [] } as never, { ...b, scores: [] } as never);
    expect(alone.toString()).toMatch(/^short compared with long\.\nOver all rows: .*exact_match\/v1 0\.3333 → 0\.6667/);
  });

  it("says of a score in words that it has no difference, not that no rows are common", async () => {
    const tone = scorer(({ outputs }) => (outputs === 1 ? "curt" : "polite"), { name: "tone" });
    const comparison = compare(await run([1, 2], [tone]), await run([2, 2], [tone]));
    expect(comparison.scores[0]).toMatchObject({ pairs: 0, inWords: 2 });
    expect(comparison.toString()).toContain("In words, no difference to take: tone");
    expect(comparison.toString()).not.toContain("no common rows");
  });

  it("gives the same interval for the same seed", () => {
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const first = bootstrapInterval(values, mean);
    expect(bootstrapInterval(values, mean)).toEqual(first);
    expect(bootstrapInterval(values, mean, { seed: 1 })).not.toEqual(first);
    expect(first.low).toBeLessThan(mean(values));
    expect(first.high).toBeGreaterThan(mean(values));
    expect(bootstrapInterval([], mean).low).toBeNaN();
  });
});

describe("a result", () => {
  it("shows failing rows first on request, then the lowest scores", async () => {
    const data = [{ answer: "good" }, { answer: null }, { answer: "bad" }];
    const metric = makeMetric({
      name: "goodness",
      greaterIsBetter: true,
      evalFn: ({ predictions }) =>
        predictions.map((prediction) => (prediction === "good" ? 1 : prediction === "bad" ? 0 : null)),
    });
    const result = await evaluate({ data, predictions: "answer", extraMetrics: [metric] });
    const column = result.table({ failuresFirst: true }).columns.find(({ name }) => name === "outputs");
    expect(column?.values).toEqual([null, "bad", "good"]);
  });

  it("writes a report of one file in which no text of the data becomes markup and nothing is loaded", async () => {
    const path = join(tmpdir(), `tunelab-report-${process.pid}.html`);
    const data = [{ answer: '<script>alert("x")</script><img src=http://evil.example/a.png>' }];
    const result = await evaluate({ data, predictions: "answer", modelType: "text", runName: "<b>name</b>" });
    await result.toHTML(path);
    const html = await readFile(path, "utf8");
    await rm(path);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toContain("<img src=http");
    expect(html).not.toContain("<b>name");
    expect(html).toContain("&lt;b&gt;name");
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-");
    expect(html).toContain('<svg role="img"');
  });

  it("lays out the first hundred rows of a long report and keeps the others ready", async () => {
    const data = Array.from({ length: 250 }, (_, row) => ({ answer: `answer ${row + 1}` }));
    const html = await (await evaluate({ data, predictions: "answer", modelType: "text" })).toHTML();
    const [shown, further] = html.split('<template class="further">');
    expect(shown!.match(/<tr data-standing/g)).toHaveLength(100);
    expect(further!.match(/<tr data-standing/g)).toHaveLength(150);
  });

  it("has text, HTML and plots for a notebook", async () => {
    const result = await evaluate({ data: [{ a: "Yes" }, { a: "Madeira" }], predictions: "a", modelType: "text" });
    const bundle = result[JUPYTER_DISPLAY]();
    expect(String(bundle["text/plain"])).toContain("flesch_kincaid_grade_level/v1/mean");
    expect(String(bundle["text/html"])).toContain("<table");
    expect(result.plots().map((plot) => plot.description).length).toBe(6);
    expect(JSON.stringify(result)).toContain('"metrics"');
  });
});

describe("the display of a comparison", () => {
  it("tells in text and HTML alike what came out, and which rows changed with what differs marked", async () => {
    const answer = (outputs: readonly string[], runName: string) =>
      evaluateGenai({
        data: outputs.map((value, i) => ({ inputs: { q: `question ${i + 1}` }, outputs: value })),
        scorers: [
          scorer(({ outputs: said }) => String(said).length, { name: "length" }),
          scorer(() => 1, { name: "one" }),
        ],
        runName,
      });
    const before = await answer(["born in 1867", "in <Paris>", "same"], "base");
    const after = await answer(["born in Warsaw in 1923", "in <Paris>", "same and more"], "tuned");
    const comparison = compare(before, after);
    expect(comparison.changes.map(({ row, scores }) => [row, scores[0]!.before, scores[0]!.after])).toEqual([
      [1, 12, 22],
      [3, 4, 13],
    ]);
    const bundle = comparison[JUPYTER_DISPLAY]();
    const [text, html] = [String(bundle["text/plain"]), String(bundle["text/html"])];
    expect(Object.keys(bundle)).toEqual(["text/html", "text/plain"]);
    for (const form of [text, html]) {
      for (const fact of [
        "tuned compared with base",
        "mean base",
        "95 % interval",
        "no clear difference",
        "Rows by their change, the largest first (2)",
        "length 12 → 22",
        "question 1",
      ]) {
        expect(form).toContain(fact);
      }
    }
    expect(html).toContain("born in <del>1867</del>");
    expect(html).toContain("born in <strong>Warsaw in 1923</strong>");
    expect(html).not.toContain("<Paris>");
    expect(html).toMatch(/aria-label="length: 6\.333"/);
  });

  it("shows of a run's long name the beginning above its columns, and folds long questions and answers", async () => {
    const name = "a run that somebody named by all of its parameters: temperature 0.25, top_p 0.95";
    const answer = (outputs: string, runName: string) =>
      evaluateGenai({ data: [{ inputs: { q: "Who? ".repeat(100) }, outputs }], scorers: [longer], runName });
    const longer = scorer(({ outputs }) => String(outputs).length, { name: "length_of_it" });
    const comparison = compare(await answer("word ".repeat(200), name), await answer("Short <i>.", "b"));
    const html = String(comparison[JUPYTER_DISPLAY]()["text/html"]);
    const heads = [...html.matchAll(/<th scope="col"(?: title="([^"]*)")?[^>]*>([^<]*)<\/th>/g)].map(
      ([, ...parts]) => parts,
    );
    expect(heads).toContainEqual([`mean ${name}`, "mean a run that somebody named by all of…"]);
    expect(heads).toContainEqual([undefined, "mean b"]);
    expect(html.match(/<details><summary>/g)).toHaveLength(2);
    expect(html).toContain("<strong>Short &lt;i&gt;.</strong>");
    expect(html).toContain("length_<wbr>of_<wbr>it");
  });

  it.each([
    ["a b c", "a c", ["=a ", "-b ", "=c"]],
    ["", "new", ["+new"]],
    ["same", "same", ["=same"]],
    ["", "", []],
  ])("marks what differs between %j and %j", (before, after, parts) => {
    const signs = { same: "=", gone: "-", new: "+" };
    expect(markChanges(before, after).map(({ kind, text }) => signs[kind] + text)).toEqual(parts);
  });
});
