import { describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY, JUPYTER_DISPLAY_METADATA } from "../../src/core/index.js";
import { PLOTLY_MIME, figure, type PlotlySpec } from "../../src/display/index.js";
import { drawPicture } from "../../src/display/figure/picture-client.js";
import { encodePng } from "../../src/display/figure/picture/encode-png.js";
import { renderSvg } from "../../src/display/figure/picture/render-picture.js";
import { simplifyForPicture } from "../../src/display/figure/picture/simplify-for-picture.js";
import { decodePng, type DecodedPng } from "../support/decode-png.js";

type Rgb = readonly [number, number, number];

const BLUE: Rgb = [0, 114, 178];
const VERMILLION: Rgb = [213, 94, 0];

/** Where pixels have nearly a colour: how many, and the box around them in CSS pixels. */
function findColor({ width, rgba }: DecodedPng, [red, green, blue]: Rgb): { count: number; box: readonly number[] } {
  let count = 0;
  let box: readonly [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < rgba.length; i += 4) {
    const distance = Math.abs(rgba[i]! - red) + Math.abs(rgba[i + 1]! - green) + Math.abs(rgba[i + 2]! - blue);
    if (distance > 12) continue;
    const [x, y] = [((i / 4) % width) / 2, Math.floor(i / 4 / width) / 2];
    box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
    count++;
  }
  return { count, box };
}

async function draw(spec: PlotlySpec): Promise<DecodedPng> {
  return decodePng(Buffer.from((await figure(spec).toPicture()).png, "base64"));
}

const inkOf = ({ rgba }: DecodedPng): number => {
  let ink = 0;
  for (let i = 0; i < rgba.length; i += 4) if (rgba[i]! + rgba[i + 1]! + rgba[i + 2]! < 700) ink++;
  return ink;
};

describe("the static picture", () => {
  it("has two pixels for each pixel of the figure, on white ground", async () => {
    const png = await draw({ data: [{ y: [1, 2] }], layout: { width: 300, height: 200 } });
    expect([png.width, png.height]).toEqual([600, 400]);
    expect([...png.rgba.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  });

  it("shows bars as high as their values, in our colours", async () => {
    const png = await draw({
      data: [
        { type: "bar", x: ["a"], y: [4] },
        { type: "bar", x: ["a"], y: [2] },
      ],
      layout: { showlegend: false },
    });
    const heights = [BLUE, VERMILLION].map((color) => {
      const [, top, , bottom] = findColor(png, color).box;
      return bottom! - top!;
    });
    expect(heights[0]! / heights[1]!).toBeCloseTo(2, 1);
  });

  it("shows text: a title leaves ink above the plot", async () => {
    const withTitle = inkOf(await draw({ data: [{ y: [1] }], layout: { title: "Training loss" } }));
    const without = inkOf(await draw({ data: [{ y: [1] }] }));
    expect(withTitle - without).toBeGreaterThan(500);
  });

  it("shows heatmaps, and scattergl without WebGL", async () => {
    const heat = await draw({
      data: [
        {
          type: "heatmap",
          z: [[0, 1]],
          showscale: false,
          colorscale: [
            [0, "rgb(0, 114, 178)"],
            [1, "rgb(213, 94, 0)"],
          ],
        },
      ],
    });
    const [cold, hot] = [findColor(heat, BLUE), findColor(heat, VERMILLION)];
    expect(cold.count).toBeGreaterThan(100_000);
    expect(cold.box[2]!).toBeLessThanOrEqual(hot.box[0]!);
    const points = await draw({ data: [{ type: "scattergl", mode: "markers", y: [1, 3, 2], marker: { size: 20 } }] });
    expect(findColor(points, BLUE).count).toBeGreaterThan(3_000);
  });

  it.each(["box", "violin", "pie", "histogram", "contour", "table", "indicator", "sankey", "treemap"])(
    "can be drawn of type %s",
    async (type) => {
      const traces: Record<string, object> = {
        pie: { labels: ["a", "b"], values: [1, 2] },
        contour: { z: [[1, 2, 3], [2, 3, 4], [3, 4, 9]] }, // prettier-ignore
        table: { header: { values: ["k"] }, cells: { values: [["a"]] } },
        indicator: { mode: "number", value: 42 },
        sankey: { node: { label: ["a", "b"] }, link: { source: [0], target: [1], value: [1] } },
        treemap: { labels: ["all", "a"], parents: ["", "all"], values: [2, 1] },
      };
      const png = await draw({ data: [{ type, ...(traces[type] ?? { y: [1, 2, 2, 3, 9] }) }] });
      expect(inkOf(png)).toBeGreaterThan(1_000);
    },
  );

  it("leaves out what would come from a network, and says so", async () => {
    const image = {
      source: "http://127.0.0.1:9/spy.png",
      xref: "paper",
      yref: "paper",
      x: 0,
      y: 1,
      sizex: 1,
      sizey: 1,
    };
    const remote = figure({
      data: [{ y: [1, 2] }, { type: "scattergeo", lat: [1], lon: [2] }, { type: "image", source: "/files/x.png" }],
      layout: { images: [image] },
    });
    const picture = await remote.toPicture();
    expect(picture.note).toBe("the static picture leaves out 1 map and 2 images");
    expect(inkOf(decodePng(Buffer.from(picture.png, "base64")))).toBe(inkOf(await draw({ data: [{ y: [1, 2] }] })));
  });

  it("keeps images that are part of the figure", async () => {
    const red = encodePng(1, 1, Uint8Array.of(213, 94, 0, 255)).toString("base64");
    const image = { source: `data:image/png;base64,${red}`, xref: "paper", yref: "paper", x: 0, y: 1, sizex: 0.5, sizey: 1, sizing: "stretch" }; // prettier-ignore
    const png = await draw({ data: [{ y: [1, 2] }], layout: { images: [image] } });
    expect(findColor(png, VERMILLION).count).toBeGreaterThan(100_000);
  });

  it("says which figure cannot be drawn, and the next one is drawn again", async () => {
    const spec = figure({ data: Array.from({ length: 30 }, () => ({ type: "violin", y: [1, 2, 3] })) });
    await expect(drawPicture(spec, { deadlineMs: 1 })).rejects.toMatchObject({
      code: "figure_not_drawn",
      message: "The figure cannot be drawn as a picture: it took longer than 0.001 s.",
    });
    expect((await draw({ data: [{ y: [1] }] })).width).toBe(1400);
  });
});

describe("a figure's bundle", () => {
  it("is made without the picture, and says so, where that takes longer than it may", async () => {
    const late = figure({ data: Array.from({ length: 30 }, () => ({ type: "violin", y: [1, 2, 3] })) });
    const { data } = await late.toBundle({ pictureSeconds: 0.001 });
    expect(Object.keys(data)).toEqual([PLOTLY_MIME, "text/plain"]);
    expect(data["text/plain"]).toContain(
      "(no static picture: The figure cannot be drawn as a picture: it took longer than 0.001 s.)",
    );
    expect(Object.keys((await late.toBundle()).data)).toContain("image/png");
  });

  it("is interactive, static and text, with the picture's size and text alternative", async () => {
    const data = await figure({ data: [{ y: [1, 2] }], layout: { title: "Loss", width: 300, height: 200 } })[
      JUPYTER_DISPLAY
    ]();
    expect(Object.keys(data)).toEqual([PLOTLY_MIME, "image/png", "text/plain"]);
    expect(data["text/plain"]).toBe('[Figure "Loss": line, 2 points; y: 1 to 2]');
    expect((data as Record<symbol, unknown>)[JUPYTER_DISPLAY_METADATA]).toEqual({
      "image/png": { width: 300, height: 200, alt: 'Figure "Loss": line, 2 points; y: 1 to 2' },
    });
    expect(data[PLOTLY_MIME]).toEqual({
      data: [{ y: [1, 2] }],
      layout: {
        title: { text: "Loss" },
        width: 300,
        height: 200,
        meta: { description: 'Figure "Loss": line, 2 points; y: 1 to 2' },
      },
      config: { displaylogo: false, showSendToCloud: false },
    });
  });

  it("leaves the picture out on request, for figures that change often", async () => {
    const { data } = await figure({ data: [{ y: [1] }] }).toBundle({ picture: false });
    expect(Object.keys(data)).toEqual([PLOTLY_MIME, "text/plain"]);
  });
});

describe("simplifyForPicture", () => {
  it("keeps the peaks of a long line, and says how many points are drawn", () => {
    const y = Array.from({ length: 100_000 }, (_, i) => (i === 54_321 ? 1000 : Math.sin(i)));
    const { spec, note } = simplifyForPicture(figure({ data: [{ y, text: y.map(String) }] }));
    const kept = spec.data[0] as { y: number[]; text: string[] };
    expect(kept.y.length).toBeLessThanOrEqual(2_002);
    expect(Math.max(...kept.y)).toBe(1000);
    expect(kept.text).toEqual(kept.y.map(String));
    expect(note).toMatch(/^the static picture shows [\d,]+ of 100,000 points$/);
  });

  it("keeps a point's own colour with the point", () => {
    const x = Array.from({ length: 10_000 }, (_, i) => i);
    const points = { type: "scattergl", mode: "markers", x, y: x, marker: { color: x, size: 3 } };
    const kept = simplifyForPicture(figure({ data: [points] })).spec.data[0] as {
      type: string;
      x: number[];
      marker: { color: number[]; size: number };
    };
    expect(kept.type).toBe("scatter");
    expect(kept.x).toHaveLength(2_000);
    expect(kept.marker).toEqual({ color: kept.x, size: 3 });
  });

  it("leaves everything else as it is", () => {
    const bars = figure({ data: [{ type: "bar", y: Array.from({ length: 6_000 }, () => 1) }] });
    expect(simplifyForPicture(bars)).toEqual({ spec: { ...bars } });
  });

  it("leaves buttons and sliders out, which nobody can press there", () => {
    const layout = { title: { text: "a" }, updatemenus: [{ buttons: [] }], sliders: [{ steps: [] }] };
    expect(Object.keys(simplifyForPicture(figure({ data: [{ y: [1] }], layout })).spec.layout)).toEqual(["title"]);
  });
});

describe("renderSvg", () => {
  it("measures text, so that long labels push the plot aside", async () => {
    const bars = { type: "bar", orientation: "h", x: [1], y: ["a very long name of a category"] };
    const leftEdge = async (automargin: boolean): Promise<number> => {
      const svg = await renderSvg(figure({ data: [bars], layout: { yaxis: { automargin } } }), 700, 400);
      return Number(/<clipPath[^>]*><rect[^>]* x="([\d.]+)"/.exec(svg)?.[1] ?? /<rect class="bg" x="([\d.]+)"/.exec(svg)?.[1]); // prettier-ignore
    };
    expect(await leftEdge(false)).toBe(80);
    // The label is 159 px wide in Arial 12.
    expect(await leftEdge(true)).toBeGreaterThan(159);
  });
});
