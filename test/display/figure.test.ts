import { describe, expect, it } from "vitest";
import { PALETTE, figure, type FigureKind } from "../../src/display/index.js";

const ROWS = [
  { step: 1, loss: 2.5, role: "user", day: new Date("2026-01-01") },
  { step: 2, loss: NaN, role: "assistant", day: new Date("2026-01-02") },
  { step: 3, loss: 1.25, role: "user", day: new Date("2026-01-03") },
];

describe("a figure from data", () => {
  it("draws a line through a column, with names of axes and a title", () => {
    const { data, layout } = figure({ data: ROWS, kind: "line", x: "step", y: "loss", title: "Loss", yLabel: "nats" });
    expect(data).toEqual([{ type: "scatter", mode: "lines+markers", x: [1, 2, 3], y: [2.5, null, 1.25] }]);
    expect(layout).toMatchObject({
      title: { text: "Loss" },
      xaxis: { title: { text: "step" } },
      yaxis: { title: { text: "nats" } },
      colorway: PALETTE,
      showlegend: false,
    });
  });

  it("makes one series for each value of the colour column, in order of appearance", () => {
    const { data, layout } = figure({ data: ROWS, kind: "scatter", x: "step", y: "loss", color: "role" });
    expect(data.map(({ name, x }) => ({ name, x }))).toEqual([
      { name: "user", x: [1, 3] },
      { name: "assistant", x: [2] },
    ]);
    expect(layout).toMatchObject({ showlegend: true, legend: { title: { text: "role" } } });
  });

  it("titles the legend of the colour column as it is told", () => {
    const { layout } = figure({ data: ROWS, kind: "scatter", x: "step", y: "loss", color: "role", colorLabel: "Who" });
    expect(layout["legend"]).toMatchObject({ title: { text: "Who" } });
  });

  it("makes one series for each of several y columns", () => {
    const rows = [{ model: "base", rouge: 0.1, bleu: 0.2 }];
    const { data, layout } = figure({ data: rows, kind: "bar", x: "model", y: ["rouge", "bleu"], barMode: "stack" });
    expect(data).toEqual([
      { type: "bar", x: ["base"], y: [0.1], name: "rouge" },
      { type: "bar", x: ["base"], y: [0.2], name: "bleu" },
    ]);
    expect(layout).toMatchObject({ barmode: "stack", xaxis: { type: "category" } });
  });

  it("counts in a histogram, and lets several show through each other", () => {
    const one = figure({ data: ROWS, kind: "histogram", x: "loss", bins: 7 });
    expect(one.data[0]).toMatchObject({ type: "histogram", x: [2.5, null, 1.25], nbinsx: 7 });
    expect(one.data[0]).not.toHaveProperty("opacity");
    expect(one.layout).toMatchObject({ yaxis: { title: { text: "count" } }, barmode: "overlay" });
    expect(figure({ data: ROWS, kind: "histogram", x: "loss", color: "role" }).data[0]).toMatchObject({ opacity: 0.6 });
  });

  it("fills a heatmap's cells by their names, and leaves missing ones empty", () => {
    const rows = [
      { said: "1", meant: "1", n: 5 },
      { said: "2", meant: "1", n: 1 },
      { said: "2", meant: "2", n: 7 },
    ];
    const { data, layout } = figure({ data: rows, kind: "heatmap", x: "said", y: "meant", z: "n" });
    expect(data[0]).toMatchObject({ x: ["1", "2"], y: ["1", "2"], z: [[5, 1], [null, 7]] }); // prettier-ignore
    expect(layout).toMatchObject({ xaxis: { type: "category" }, yaxis: { type: "category", autorange: "reversed" } });
  });

  it("keeps dates dates", () => {
    const { data, layout } = figure({ data: ROWS, kind: "line", x: "day", y: "loss" });
    expect(data[0]!.x).toEqual(["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"]);
    expect(layout.xaxis).not.toHaveProperty("type");
  });

  it("can be drawn of no rows at all", () => {
    const kinds: FigureKind[] = ["histogram", "line", "bar", "scatter", "box"];
    const empty = { columns: [{ name: "a", values: [] }] };
    for (const kind of kinds) expect(figure({ data: empty, kind, x: "a", y: "a" }).description).toContain("0 points");
  });

  it.each([
    [{ data: ROWS, kind: "line", y: "lost" }, 'There is no column "lost" for y.', "step, loss, role, day"],
    [{ data: ROWS, kind: "bar", y: "loss" }, "A bar figure needs the option `x`.", "Name the column"],
    [{ data: ROWS, kind: "pie", x: "role" }, 'There is no kind of figure called "pie".', "histogram, line, bar"],
    [{ layout: {} }, "The figure has no list of traces in `data`.", "kind"],
    [{ data: [3] }, "Trace 0 of the figure is 3, not an object.", "Each trace"],
  ])("explains %j", (input, message, hint) => {
    const make = () => figure(input as never);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });
});

describe("a figure from a Plotly spec", () => {
  it("turns titles that Plotly 4 drops without a word into ones that it shows", () => {
    const { data, layout } = figure({
      data: [{ y: [1], marker: { colorbar: { title: "epoch" } }, customdata: [{ title: "mine" }] }],
      layout: { title: "Loss", xaxis: { title: "step" }, yaxis: { title: { text: "loss" } }, meta: { title: "mine" } },
    });
    expect(layout).toEqual({
      title: { text: "Loss" },
      xaxis: { title: { text: "step" } },
      yaxis: { title: { text: "loss" } },
      meta: { title: "mine" },
    });
    expect(data[0]).toEqual({
      y: [1],
      marker: { colorbar: { title: { text: "epoch" } } },
      customdata: [{ title: "mine" }],
    });
  });

  it("becomes plain JSON", () => {
    const { data } = figure({
      data: [{ x: [new Date(0), new Date(NaN)], y: Float32Array.of(1, NaN), z: [Infinity, 2n, undefined], f: () => 1 }],
    });
    expect(data[0]).toEqual({ x: ["1970-01-01T00:00:00.000Z", null], y: [1, null], z: [null, 2, null] });
  });

  it("never offers to upload itself", () => {
    const { config } = figure({ data: [], config: { showSendToCloud: true, displaylogo: true, scrollZoom: true } });
    expect(config).toEqual({ showSendToCloud: false, displaylogo: false, scrollZoom: true });
  });

  it("draws types that Plotly has given up as their successors", () => {
    expect(figure({ data: [{ type: "heatmapgl", z: [[1]] }] }).data[0]!.type).toBe("heatmap");
  });

  it("leaves the learner's own objects as they are", () => {
    const spec = { data: [{ y: [1] }], layout: { title: "Loss" } };
    figure(spec);
    expect(spec.layout).toEqual({ title: "Loss" });
  });
});

describe("the text alternative", () => {
  it.each([
    [figure({ data: [] }), "Figure: empty"],
    [figure({ data: [{ y: [1] }] }), "Figure: line, 1 point; y: 1"],
    [
      figure({ data: ROWS, kind: "line", x: "day", y: "loss", title: "<b>Loss</b><br>by day" }),
      'Figure "Loss by day": line, 3 points; day: 2026-01-01 to 2026-01-03; loss: 1.25 to 2.5',
    ],
    [
      figure({ data: ROWS, kind: "scatter", x: "step", y: "loss", color: "role" }),
      "Figure: scatter, 2 series (user, assistant), 3 points; step: 1 to 3; loss: 1.25 to 2.5",
    ],
    [
      figure({ data: [{ type: "bar", x: [..."abcdefgh"], y: [1, 2, 3, 4, 5, 6, 7, 8] }] }),
      "Figure: bar, 8 points; x: a, b, c, d, e, f and 2 more; y: 1 to 8",
    ],
    [figure({ data: [{ type: "heatmap", z: [[1, 2], [3, 4]] }] }), "Figure: heatmap, 4 points; cells: 1 to 4"], // prettier-ignore
    [figure({ data: [{ type: "pie", labels: ["a", "b"], values: [1, 2] }] }), "Figure: pie, 2 points"],
    [figure({ data: [{ type: "scattergl", mode: "markers", y: { dtype: "f8", bdata: "AAAAAAAA8D8AAAAAAAAAQA==" } }] }), "Figure: scatter, 2 points"], // prettier-ignore
  ])("of case %# says what is to be seen", (value, description) => {
    expect(value.description).toBe(description);
    expect(value.toString()).toBe(`[${description}]`);
  });
});
