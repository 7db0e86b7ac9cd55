import { describe, expect, it } from "vitest";
import { formatDuration, progress, type Progress, type ProgressOptions } from "../../src/display/index.js";
import { recordingSink, type RecordingSink } from "../support/recording-sink.js";

/** A progress display with a clock that stands still until it is moved, and timers that run with it. */
function setUp(options: ProgressOptions = {}): {
  bar: Progress;
  sink: RecordingSink;
  lines: string[];
  texts: () => unknown[];
  pass: (milliseconds: number) => void;
} {
  const sink = recordingSink();
  const lines: string[] = [];
  let time = 1_000;
  let timer: { readonly at: number; readonly callback: () => void } | undefined;
  const bar = progress("Scoring", {
    sink,
    now: () => time,
    stream: { write: (text) => lines.push(text) },
    displayId: "bar",
    schedule: (callback, delay) => {
      timer = { at: time + delay, callback };
      return () => (timer = undefined);
    },
    ...options,
  });
  const pass = (milliseconds: number): void => {
    time += milliseconds;
    if (timer === undefined || timer.at > time) return;
    const { callback } = timer;
    timer = undefined;
    callback();
  };
  return { bar, sink, lines, texts: () => sink.shown.map(({ bundle }) => bundle.data["text/plain"]), pass };
}

describe("progress in a notebook", () => {
  it("is one display that is updated in place, with rate and time left", () => {
    const { bar, sink, texts, pass } = setUp({ total: 20, unit: "rows" });
    pass(1_000);
    bar.advance(5);
    pass(1_000);
    bar.update(10, { note: "loss 0.41" });
    pass(2_000);
    bar.update(20);
    bar.finish();
    expect(texts()).toEqual([
      "… Scoring: 0 of 20 rows (0 %) · 0 ms so far",
      "… Scoring: 5 of 20 rows (25 %) · 5 rows/s · about 3.0 s left",
      "… Scoring: 10 of 20 rows (50 %) · 5 rows/s · about 2.0 s left · loss 0.41",
      "… Scoring: 20 of 20 rows (100 %) · 5 rows/s · about 0 ms left · loss 0.41",
      "✓ Scoring: 20 of 20 rows (100 %) · 5 rows/s · in 4.0 s · loss 0.41",
    ]);
    expect(sink.shown.map(({ options }) => options)).toEqual([
      { displayId: "bar", update: false },
      ...Array.from({ length: 4 }, () => ({ displayId: "bar", update: true })),
    ]);
  });

  it("shows a bar that a sanitiser leaves, with its text escaped", () => {
    const { bar, sink, pass } = setUp({ total: 4 });
    pass(500);
    bar.update(1, { note: "<script>" });
    expect(sink.shown.at(-1)!.bundle.data["text/html"]).toBe(
      '<div>… <b>Scoring</b> <progress max="4" value="1" style="width: 16em; vertical-align: middle"></progress> ' +
        "1 of 4 (25 %) · 2/s · about 1.5 s left · &lt;script&gt;</div>",
    );
  });

  it("writes no more often than ten times a second, and never forgets the last state", () => {
    const { bar, texts, pass } = setUp({ total: 1_000 });
    for (let done = 1; done <= 500; done++) {
      pass(1);
      bar.update(done);
    }
    expect(texts()).toHaveLength(6);
    pass(100);
    expect(texts()).toHaveLength(7);
    expect(texts().at(-1)).toBe("… Scoring: 500 of 1,000 (50 %) · 1,000/s · about 0.5 s left");
  });

  it("takes the rate of the last half minute, not of the whole run", () => {
    const { bar, texts, pass } = setUp({ total: 10_000 });
    for (let second = 0; second < 60; second++) {
      pass(1_000);
      bar.advance(1);
    }
    for (let second = 0; second < 40; second++) {
      pass(1_000);
      bar.advance(100);
    }
    expect(texts().at(-1)).toContain("· 100/s ·");
  });

  it("without a total counts up, with a bar that has no length until the end", () => {
    const { bar, sink, texts, pass } = setUp({ unit: "tokens" });
    pass(2_000);
    bar.advance(50);
    expect(texts().at(-1)).toBe("… Scoring: 50 tokens · 25 tokens/s · 2.0 s so far");
    expect(sink.shown.at(-1)!.bundle.data["text/html"]).toContain("<progress style=");
    bar.finish();
    expect(sink.shown.at(-1)!.bundle.data["text/html"]).toContain('<progress max="1" value="1" style=');
  });

  it("says that the cell was interrupted, once, and what was done by then", () => {
    const { bar, sink, texts, pass } = setUp({ total: 20 });
    pass(4_000);
    bar.update(8);
    sink.interrupt();
    bar.update(9);
    bar.finish();
    expect(texts().at(-1)).toBe("■ Scoring: 8 of 20 (40 %) · 2/s · interrupted after 4.0 s");
    expect(texts()).toHaveLength(3);
  });

  it("says that the work failed, and why", () => {
    const { bar, texts, pass } = setUp({ total: 20 });
    pass(90_000);
    bar.fail("no answer");
    expect(texts().at(-1)).toBe("✗ Scoring: 0 of 20 (0 %) · failed after 1 min 30 s · no answer");
  });

  it("learns the total later, and survives more than the total", () => {
    const { bar, texts, pass } = setUp();
    pass(1_000);
    bar.update(3, { total: 2 });
    expect(texts().at(-1)).toBe("… Scoring: 3 of 2 (150 %) · 3/s · about 0 ms left");
  });

  it("of nothing to do is done at once", () => {
    const { bar, texts } = setUp({ total: 0 });
    bar.finish();
    expect(texts().at(-1)).toBe("✓ Scoring: 0 of 0 · in 0 ms");
  });

  it.each([NaN, -1, Infinity])("refuses a total of %d", (total) => {
    expect(() => setUp({ total })).toThrow(`The total of a progress display must be a number of units, got ${total}.`);
  });
});

describe("progress outside a notebook", () => {
  it("writes a line every ten seconds and one at the end", () => {
    const { bar, lines, pass } = setUp({ sink: undefined, total: 30 });
    for (let second = 0; second < 25; second++) {
      pass(1_000);
      bar.advance();
    }
    bar.finish();
    expect(lines).toEqual([
      "… Scoring: 10 of 30 (33 %) · 1/s · about 20 s left\n",
      "… Scoring: 20 of 30 (66 %) · 1/s · about 10 s left\n",
      "✓ Scoring: 25 of 30 (83 %) · 1/s · in 25 s\n",
    ]);
  });

  it("writes nothing where nothing is wanted", () => {
    const { bar } = setUp({ sink: undefined, stream: null });
    bar.finish();
    expect(bar.state).toMatchObject({ status: "done", done: 0 });
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [-5, "0 ms"],
    [99, "99 ms"],
    [100, "0.1 s"],
    [9_949, "9.9 s"],
    [9_950, "10 s"],
    [59_400, "59 s"],
    [59_600, "1 min 0 s"],
    [75_000, "1 min 15 s"],
    [3_600_000, "1 h 0 min"],
  ])("writes %d ms as %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
