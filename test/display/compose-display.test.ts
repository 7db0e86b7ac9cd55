import { describe, expect, it } from "vitest";
import { composeDisplay, figure, PARTS_MIME, PLOTLY_MIME, table, TABLE_MIME } from "../../src/display/index.js";

const LINK = { html: '<p><a href="/jobs">Jobs</a></p>', text: "Jobs: /jobs" };

describe("a display of several parts", () => {
  it("has all of them, in the same order, in every type", async () => {
    const chart = figure({ data: [{ y: [2, 1] }], layout: { title: { text: "Loss" } } });
    const data = await composeDisplay([chart, table([{ a: 1 }], { caption: "Numbers" }), LINK, "1 < 2"]);
    expect(Object.keys(data)).toEqual([PARTS_MIME, "text/html", "text/plain"]);
    const { parts } = data[PARTS_MIME] as { parts: { mime: string; data: unknown }[] };
    expect(parts.map(({ mime }) => mime)).toEqual([PLOTLY_MIME, TABLE_MIME, "text/html", "text/html"]);
    expect(data["text/html"]).toMatch(
      /<img src="data:image\/png;base64,[^"]+" alt="Figure &quot;Loss&quot;[^"]+"[^]*Numbers[^]*>Jobs<[^]*1 &lt; 2/,
    );
    expect(data["text/plain"]).toMatch(/^\[Figure "Loss"[^]*\nNumbers\n[^]*\nJobs: \/jobs\n1 < 2$/);
  });

  it("of sentences alone is HTML and text, at once", () => {
    expect(composeDisplay(["a", LINK])).toEqual({
      "text/html": `<p style="white-space: pre-wrap">a</p>\n${LINK.html}`,
      "text/plain": "a\nJobs: /jobs",
    });
  });

  it("of one table is that table", () => {
    const numbers = table([{ a: 1 }]);
    expect(composeDisplay([numbers])).toEqual(numbers.toBundle().data);
  });

  it("is drawn without pictures where it is replaced many times a minute", async () => {
    const data = await composeDisplay([figure({ data: [{ y: [2, 1] }] }), "now"], { picture: false });
    expect(data["text/html"]).not.toContain("<img");
    expect(data["text/html"]).toContain("2 points");
  });
});
