import { afterEach, describe, expect, it } from "vitest";
import { DISPLAY_SINK, JUPYTER_DISPLAY, JUPYTER_DISPLAY_METADATA } from "../../src/core/index.js";
import { PLOTLY_MIME, TABLE_MIME, display, figure, html, markdown, table } from "../../src/display/index.js";
import { recordingSink } from "../support/recording-sink.js";

const mimeTypes = (sink: ReturnType<typeof recordingSink>): string[] => Object.keys(sink.shown.at(-1)!.bundle.data);

describe("display", () => {
  it.each([
    ["text", "hello", ["text/plain"]],
    ["a number", 5, ["text/plain"]],
    ["null", null, ["text/plain"]],
    ["a table", table([{ a: 1 }]), [TABLE_MIME, "text/html", "text/plain"]],
    ["a DataFrame", { columns: ["a"], values: [[1]] }, [TABLE_MIME, "text/html", "text/plain"]],
    ["a figure", figure({ data: [{ y: [1] }] }), [PLOTLY_MIME, "text/plain"]],
    ["a Plotly spec", { data: [{ y: [1] }], layout: {} }, [PLOTLY_MIME, "text/plain"]],
    ["a bundle", { "text/html": "<b>", "text/plain": "b" }, ["text/html", "text/plain"]],
    ["a plain object", { data: 1 }, ["text/plain"]],
  ])("shows %s", async (_name, value, types) => {
    const sink = recordingSink();
    await display(value, { sink, picture: false });
    expect(mimeTypes(sink)).toEqual(types);
  });

  it("asks an object for its own display, and passes on its metadata", async () => {
    const sink = recordingSink();
    const own = { "text/plain": "mine", [JUPYTER_DISPLAY_METADATA]: { "text/plain": { k: 1 } } };
    await display({ [JUPYTER_DISPLAY]: () => Promise.resolve(own) }, { sink });
    expect(sink.shown[0]!.bundle.metadata).toEqual({ "text/plain": { k: 1 } });
  });

  it("shows what needs no waiting before it returns", () => {
    const sink = recordingSink();
    void display("now", { sink });
    expect(sink.shown).toHaveLength(1);
  });

  it("gives a handle that replaces the output in place", async () => {
    const sink = recordingSink();
    const handle = await display("one", { sink, displayId: "x" });
    await handle.update("two");
    expect(sink.shown.map(({ bundle, options }) => [bundle.data["text/plain"], options])).toEqual([
      ["one", { displayId: "x", update: undefined }],
      ["two", { displayId: "x", update: true }],
    ]);
  });

  it("never lets a slow update replace a newer one", async () => {
    const sink = recordingSink();
    const handle = await display("one", { sink });
    let finish!: (data: Record<string, unknown>) => void;
    const slow = handle.update({ [JUPYTER_DISPLAY]: () => new Promise((resolve) => (finish = resolve)) });
    await handle.update("newer");
    finish({ "text/plain": "older" });
    await slow;
    expect(sink.shown.map(({ bundle }) => bundle.data["text/plain"])).toEqual(["one", "newer"]);
  });

  it("passes on the error of an object that cannot be shown", async () => {
    const broken = { [JUPYTER_DISPLAY]: () => Promise.reject(new Error("no picture")) };
    await expect(display(broken, { sink: recordingSink() })).rejects.toThrow("no picture");
  });
});

describe("markdown and html", () => {
  afterEach(() => {
    delete (globalThis as Record<symbol, unknown>)[DISPLAY_SINK];
  });

  it("go to the notebook that is there, with text for front ends that show nothing else", () => {
    const sink = recordingSink();
    (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] = sink;
    markdown("**Loss** fell.");
    html("<style>p { color: red }</style><p>1 &lt; 2</p><ul><li>a<li>b</ul>");
    expect(sink.shown.map(({ bundle }) => bundle.data)).toEqual([
      { "text/markdown": "**Loss** fell.", "text/plain": "**Loss** fell." },
      {
        "text/html": "<style>p { color: red }</style><p>1 &lt; 2</p><ul><li>a<li>b</ul>",
        "text/plain": "1 < 2\nab",
      },
    ]);
  });
});
