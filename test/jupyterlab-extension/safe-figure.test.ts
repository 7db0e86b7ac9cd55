import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { makeSpeech, type Say } from "./speech.js";

interface SafeFigure {
  readonly data: unknown[];
  readonly layout: Record<string, unknown>;
  readonly frames: unknown[];
  readonly config: Record<string, unknown>;
  readonly note: string;
}

const SCRIPT = resolve(import.meta.dirname, "../../src/jupyterlab-extension/static/safe-figure.js");
const script = (await import(SCRIPT)) as { makeSafe: (figure: unknown, say: Say) => SafeFigure };
const makeSafe = (figure: unknown, language = "en"): SafeFigure => script.makeSafe(figure, makeSpeech(language));

const INLINE = "data:image/png;base64,iVBORw0KGgo=";
const REMOTE = "https://example.org/spy.png";
const STRICT = { displaylogo: false, showSendToCloud: false, plotlyServerURL: "", topojsonURL: "", responsive: false };

describe("a figure that nobody trusted", () => {
  it("keeps what it draws itself", () => {
    const figure = {
      data: [{ type: "heatmap", z: [[1]] }],
      layout: { title: { text: "a" }, images: [{ source: INLINE }] },
    };
    expect(makeSafe(figure)).toEqual({ ...figure, frames: [], config: STRICT, note: "" });
  });

  it.each([
    ["https", REMOTE],
    ["no scheme", "//example.org/spy.png"],
    ["the server itself", "/logout"],
    ["a script", "javascript:alert(1)"],
    ["a document", "data:text/html,<script>"],
    ["nothing", undefined],
  ])("loses images from %s", (_name, source) => {
    const { layout, note } = makeSafe({ data: [], layout: { images: [{ source }] } });
    expect(layout.images).toEqual([]);
    expect(note).toBe("Left out, because it would be loaded from the network: 1 image.");
  });

  it.each(["scattermap", "scattermapbox", "choroplethmap", "densitymapbox", "scattergeo", "choropleth"])(
    "loses traces of type %s, whose maps come from servers",
    (type) => {
      const { data, note } = makeSafe({ data: [{ type }, { y: [1] }] });
      expect(data).toEqual([{ y: [1] }]);
      expect(note).toBe("Left out, because it would be loaded from the network: 1 map.");
    },
  );

  it("loses image traces and map layouts, also inside templates and frames", () => {
    const image = { type: "image", source: REMOTE };
    const { data, layout, frames } = makeSafe({
      data: [image],
      layout: {
        map: { style: "https://example.org/style.json" },
        geo2: {},
        template: {
          data: { image: [image], scattermap: [{}], bar: [{ opacity: 1 }] },
          layout: { images: [{ source: REMOTE }] },
        },
      },
      frames: [{ name: "one", data: [image], layout: { images: [{ source: REMOTE }], mapbox: {} } }, "odd"],
    });
    expect(data).toEqual([]);
    expect(layout).toEqual({ template: { data: { bar: [{ opacity: 1 }] }, layout: { images: [] } } });
    expect(frames).toEqual([{ name: "one", data: [], layout: { images: [] } }]);
  });

  it("loses buttons and steps that would bring such things in", () => {
    const buttons = [
      { label: "log", args: [{ "yaxis.type": "log" }] },
      { label: "spy", args: ["images[0].source", REMOTE] },
      { label: "map", args: [{ type: "scattermap" }] },
      { label: "style", args: [{}], args2: [{ "map.style": "dark" }] },
    ];
    const { layout, note } = makeSafe({
      data: [],
      layout: { updatemenus: [{ buttons }], sliders: [{ steps: buttons }] },
    });
    expect(layout).toEqual({ updatemenus: [{ buttons: [buttons[0]] }], sliders: [{ steps: [buttons[0]] }] });
    expect(note).toBe("Left out, because it would be loaded from the network: 6 buttons.");
  });

  it("says in its own language what was left out", () => {
    const figure = { data: [{ type: "scattergeo" }], layout: { images: [{ source: REMOTE }, { source: REMOTE }] } };
    expect(makeSafe(figure, "fr").note).toBe("Omis, car cela serait chargé depuis le réseau : 2 images, 1 carte.");
  });

  it("cannot name servers, keys or a button that uploads it", () => {
    const config = {
      scrollZoom: true,
      plotlyServerURL: "https://example.org",
      mapboxAccessToken: "k",
      showSendToCloud: true,
    };
    expect(makeSafe({ data: [], config }).config).toEqual({ ...STRICT, scrollZoom: true });
  });

  it.each([
    [undefined],
    [null],
    ["text"],
    [[]],
    [{ data: "x", layout: 5, frames: {}, config: null }],
    [{ data: [null, 3] }],
  ])("may be of any shape: %j", (figure) => {
    expect(makeSafe(figure)).toEqual({ data: [], layout: {}, frames: [], config: STRICT, note: "" });
  });

  it("is a copy: Plotly may write into it", () => {
    const figure = { data: [{ y: [1] }], layout: {} };
    const safe = makeSafe(figure);
    (safe.data[0] as { y: number[] }).y.push(2);
    expect(figure.data[0]!.y).toEqual([1]);
  });
});
