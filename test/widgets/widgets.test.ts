import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import { COMM_HOST, JUPYTER_DISPLAY, type Comm, type CommEvent, type CommHost } from "../../src/core/index.js";
import { widgets } from "../../src/widgets/index.js";
import { joinBytes, splitBytes } from "../../src/widgets/binary-state.js";
import { liveWidgets } from "../../src/widgets/live-widgets.js";

type Data = Record<string, unknown>;

/** Stands in for the kernel: notes what is sent, and plays the page. */
class FakeHost implements CommHost {
  readonly opened = new Map<string, { target: string; data: Data; metadata: Data; buffers: readonly Uint8Array[] }>();
  readonly sent: { id: string; data: Data; metadata: Data; buffers: readonly Uint8Array[] }[] = [];
  readonly closed: string[] = [];
  readonly #handlers = new Map<string, (event: CommEvent) => unknown>();
  readonly #targets = new Map<string, (comm: Comm, event: CommEvent) => unknown>();

  open: CommHost["open"] = (target, { id = "x", data = {}, metadata = {}, buffers = [] } = {}) => {
    this.opened.set(id, { target, data, metadata, buffers });
    return this.#comm(id, target);
  };

  registerTarget: CommHost["registerTarget"] = (target, onOpen) => void this.#targets.set(target, onOpen);

  /** What the page sends to a widget. */
  tell(id: string, data: Data, buffers: readonly Uint8Array[] = []): void {
    this.#handlers.get(id)!({ data, metadata: {}, buffers });
  }

  /** A page that was loaded again opens the control comm. */
  openControl(): void {
    this.#targets.get("jupyter.widget.control")!(this.#comm("control", "jupyter.widget.control"), {
      data: {},
      metadata: {},
      buffers: [],
    });
  }

  state(id: string): Data {
    return (this.opened.get(id)!.data as { state: Data }).state;
  }

  #comm(id: string, target: string): Comm {
    return {
      id,
      target,
      send: (data, { metadata = {}, buffers = [] } = {}) =>
        void this.sent.push({ id, data: data as Data, metadata, buffers }),
      close: () => void this.closed.push(id),
      onMessage: (handler) => void this.#handlers.set(id, handler),
      onClose: () => undefined,
    };
  }
}

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  Object.defineProperty(globalThis, COMM_HOST, { value: host, configurable: true });
  liveWidgets.clear();
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, COMM_HOST);
});

const joined = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80));

describe("the models of the controls", () => {
  it.each([
    ["slider", () => widgets.slider({ max: 2, value: 0.5 }), "FloatSlider", "FloatSliderView", { value: 0.5, max: 2 }],
    ["dropdown", () => widgets.dropdown({ options: ["a", "b"] }), "Dropdown", "DropdownView", { index: 0 }],
    ["checkbox", () => widgets.checkbox({ value: true }), "Checkbox", "CheckboxView", { value: true }],
    ["text", () => widgets.text({ value: "x" }), "Text", "TextView", { value: "x" }],
    ["textArea", () => widgets.textArea({ rows: 3 }), "Textarea", "TextareaView", { rows: 3 }],
    ["button", () => widgets.button({ label: "Go" }), "Button", "ButtonView", { description: "Go" }],
    ["progressBar", () => widgets.progressBar({ max: 48 }), "FloatProgress", "ProgressView", { max: 48, value: 0 }],
    ["html", () => widgets.html({ value: "<b>x</b>" }), "HTML", "HTMLView", { value: "<b>x</b>" }],
    ["box", () => widgets.box([]), "VBox", "VBoxView", { children: [] }],
    ["box, horizontal", () => widgets.box([], { horizontal: true }), "HBox", "HBoxView", { children: [] }],
    ["tabs", () => widgets.tabs({ One: widgets.text() }), "Tab", "TabView", { titles: ["One"], selected_index: 0 }],
  ])("%s is opened as Jupyter's own front end knows it", (_, make, model, view, state) => {
    const made = make();
    const opened = host.opened.get(made.id)!;
    expect(opened).toMatchObject({ target: "jupyter.widget", metadata: { version: "2.1.0" } });
    expect(host.state(made.id)).toMatchObject({
      _model_module: "@jupyter-widgets/controls",
      _model_module_version: "2.0.0",
      _model_name: `${model}Model`,
      _view_name: view,
      layout: expect.stringMatching(/^IPY_MODEL_[0-9a-f]{32}$/) as string,
      ...state,
    });
    // Parts before wholes: what is referred to is open already.
    const ids = [...host.opened.keys()];
    const references = JSON.stringify(host.state(made.id)).match(/(?<=IPY_MODEL_)[0-9a-f]{32}/g)!;
    for (const id of references) expect(ids.indexOf(id)).toBeLessThan(ids.indexOf(made.id));
  });

  it("are shown by their id, and as text and HTML where widgets cannot be", () => {
    const slider = widgets.slider({ label: "<temperature>", max: 2, value: 0.7 });
    expect(slider[JUPYTER_DISPLAY]()).toEqual({
      "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 1, model_id: slider.id },
      "text/html": "<p>&lt;temperature&gt;: 0.7</p>",
      "text/plain": "<temperature>: 0.7",
    });
  });

  it("in a box are shown line by line where widgets cannot be", () => {
    const both = widgets.box([widgets.text({ label: "a" }), widgets.button({ label: "Go" })]);
    expect(both[JUPYTER_DISPLAY]()).toMatchObject({
      "text/html": "<p>a: </p>\n<p>[Go]</p>",
      "text/plain": "a: \n[Go]",
    });
  });

  it.each([
    ["without a label", () => widgets.progressBar({ max: 9, value: 4 }), "<p>4</p>", "4"],
    [
      "of HTML",
      () => widgets.html({ label: "a", value: "<b>x &amp; y</b>" }),
      "<div>a: <b>x &amp; y</b></div>",
      "a: x & y",
    ],
    [
      "of one's own",
      () =>
        widgets.widget({ esm: "", state: { n: 1, name: "<Ada>", bytes: new Uint8Array(3), list: [1, { a: null }] } }),
      "<p>n: 1<br>name: &lt;Ada&gt;<br>bytes: 3 bytes<br>list: [ 1, { a: null } ]</p>",
      "n: 1\nname: <Ada>\nbytes: 3 bytes\nlist: [ 1, { a: null } ]",
    ],
    [
      "of one's own with a long field",
      () => widgets.widget({ esm: "", state: { t: `${"x".repeat(199)}😀x` } }),
      `<p>t: ${"x".repeat(199)}…</p>`,
      `t: ${"x".repeat(199)}…`,
    ],
  ])("%s say what they hold where widgets cannot be", (_, make, html, plain) => {
    expect(make()[JUPYTER_DISPLAY]()).toMatchObject({ "text/html": html, "text/plain": plain });
  });

  it("keep their values and show text outside a notebook", () => {
    Reflect.deleteProperty(globalThis, COMM_HOST);
    const slider = widgets.slider({ label: "n", max: 9 });
    slider.value = 4;
    expect(slider.value).toBe(4);
    expect(slider[JUPYTER_DISPLAY]()).toEqual({ "text/html": "<p>n: 4</p>", "text/plain": "n: 4" });
  });
});

describe("values", () => {
  it("come from the page with an echo before the handlers, so that another value set there wins", async () => {
    const slider = widgets.slider({ max: 10 });
    const heard: number[] = [];
    slider.onChange((value) => {
      heard.push(value);
      if (value === 8) slider.value = 3;
    });
    host.tell(slider.id, { method: "update", state: { value: 8 }, buffer_paths: [] });
    expect(heard).toEqual([8, 3]);
    await joined();
    expect(host.sent.filter(({ id }) => id === slider.id).map(({ data }) => [data["method"], data["state"]])).toEqual([
      ["echo_update", { value: 8 }],
      ["update", { value: 3 }],
    ]);
  });

  it("that are set in a loop travel together, the last one always", async () => {
    const bar = widgets.progressBar({ max: 5000 });
    for (let step = 1; step <= 5000; step++) bar.value = step;
    await joined();
    const updates = host.sent.filter(({ id }) => id === bar.id);
    expect(updates.length).toBeLessThan(20);
    expect(updates.at(-1)!.data).toEqual({ method: "update", state: { value: 5000 }, buffer_paths: [] });
  });

  it("of a list are what was given, not what the page calls them", () => {
    const list = widgets.dropdown({ options: { small: { n: 1 }, large: { n: 2 } } });
    host.tell(list.id, { method: "update", state: { index: 1 } });
    expect(list.value).toEqual({ n: 2 });
    expect(JSON.stringify(host.state(list.id))).not.toContain('"n"');
    expect(() => (list.value = { n: 2 })).toThrow("is not one of small, large");
  });

  it("are typed", () => {
    expectTypeOf(widgets.slider().value).toEqualTypeOf<number>();
    expectTypeOf(widgets.dropdown({ options: ["a", "b"] }).value).toEqualTypeOf<string>();
    expectTypeOf(widgets.checkbox().value).toEqualTypeOf<boolean>();
    widgets.interact(
      ({ n, on, name, from }) => {
        expectTypeOf(n).toEqualTypeOf<number>();
        expectTypeOf(on).toEqualTypeOf<boolean>();
        expectTypeOf(name).toEqualTypeOf<string>();
        expectTypeOf(from).toEqualTypeOf<number>();
      },
      { n: [0, 10], on: true, name: ["a", "b"], from: widgets.slider() },
    );
  });

  it.each([
    [{ min: 2, max: 1 }],
    [{ min: 0, max: 1, value: 2 }],
    [{ min: 0, max: 1, step: 0 }],
    [{ min: 0, max: Number.NaN }],
  ])("a slider of %j is refused in words", (options) => {
    expect(() => widgets.slider(options)).toThrow(/A slider from/);
  });
});

describe("a page that was loaded again", () => {
  it("gets the state of every open widget with its bytes, and of no closed one", () => {
    const mine = widgets.widget({ esm: "export default {}", state: { data: new Uint8Array([1, 2]), n: 1 } });
    const gone = widgets.button();
    gone.close();
    host.openControl();
    host.tell("control", { method: "request_states" });
    const answer = host.sent.at(-1)!;
    const states = answer.data["states"] as Record<string, { state: Data }>;
    expect(answer.data["method"]).toBe("update_states");
    expect(states[mine.id]).toMatchObject({ model_name: "AnyModel", model_module: "anywidget", state: { n: 1 } });
    expect(states[mine.id]!.state).not.toHaveProperty("data");
    expect(answer.data["buffer_paths"]).toEqual([[mine.id, "state", "data"]]);
    expect(answer.buffers.map((bytes) => [...bytes])).toEqual([[1, 2]]);
    expect(states).not.toHaveProperty(gone.id);
    expect(host.closed).toEqual([gone.id]);
  });

  it("may ask each widget alone", () => {
    const slider = widgets.slider({ value: 0.25 });
    host.tell(slider.id, { method: "request_state" });
    expect(host.sent.at(-1)!.data).toMatchObject({
      method: "update",
      state: { value: 0.25, _model_name: "FloatSliderModel" },
    });
  });
});

describe("what is no value", () => {
  it("a click calls its handler, anything else does not", () => {
    let clicks = 0;
    const button = widgets.button({ label: "Go" }).onClick(() => (clicks += 1));
    host.tell(button.id, { method: "custom", content: { event: "click" } });
    host.tell(button.id, { method: "custom", content: { event: "hover" } });
    host.tell(button.id, { method: "custom", content: null });
    expect(clicks).toBe(1);
  });

  it("an output shows text and values in their order", async () => {
    const out = widgets.output();
    out.print("first");
    await out.show("second");
    await joined();
    expect((host.sent.at(-1)!.data as { state: Data }).state["outputs"]).toEqual([
      { output_type: "stream", name: "stdout", text: "first\n" },
      { output_type: "display_data", data: { "text/plain": "second" }, metadata: {} },
    ]);
  });

  it("a widget of one's own sends and receives bytes and messages", async () => {
    const mine = widgets.widget({ esm: "export default {}", state: { data: new Uint8Array([1]), n: 1 } });
    const heard: unknown[] = [];
    mine.onChange("data", (value) => heard.push([...value]));
    mine.onMessage((content, buffers) => heard.push(content, buffers.length));
    host.tell(mine.id, { method: "update", state: {}, buffer_paths: [["data"]] }, [new Uint8Array([9, 8])]);
    host.tell(mine.id, { method: "custom", content: { hi: 1 } }, [new Uint8Array(2)]);
    expect(heard).toEqual([[9, 8], { hi: 1 }, 1]);
    mine.update({ n: 5 });
    mine.send({ hello: true }, [new Uint8Array([3])]);
    await joined();
    expect(host.sent.slice(-2).map(({ data }) => data["method"])).toEqual(["update", "custom"]);
  });
});

it.each([
  ["short", undefined, undefined],
  ["a long label", undefined, "initial"],
  ["short", "8em", "8em"],
])("the label %j with a width of %s is not cut off: %s", (label, labelWidth, width) => {
  const { id } = widgets.text({ label, labelWidth });
  const style = String(host.state(id)["style"]).replace("IPY_MODEL_", "");
  expect(host.state(style)["description_width"]).toBe(width);
});

describe("a value that the page sends", () => {
  it("is newer than one that waits to be sent", async () => {
    const control = widgets.slider({ max: 100 });
    control.onChange((value) => {
      if (value > 50) control.value = 50;
    });
    for (const value of [60, 20]) host.tell(control.id, { method: "update", state: { value } });
    await joined();
    const sent = host.sent.filter(({ id, data }) => id === control.id && data["method"] === "update");
    expect(sent.map(({ data }) => data["state"])).toEqual([]);
    expect(control.value).toBe(20);
  });

  it("is told to every handler, also where one throws", () => {
    const control = widgets.checkbox();
    const told: boolean[] = [];
    control.onChange(() => {
      throw new Error("first");
    });
    control.onChange((value) => told.push(value));
    expect(() => host.tell(control.id, { method: "update", state: { value: true } })).toThrow("first");
    expect(told).toEqual([true]);
  });
});

describe("a saved notebook", () => {
  const told = (id: string): unknown[] =>
    host.sent.filter((one) => one.id === id && Object.keys(one.metadata).length > 0).map(({ metadata }) => metadata);
  const toldLater = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 450));

  it("has what shown widgets were last, and those in them", async () => {
    const inner = widgets.slider({ label: "t", max: 2 });
    const unseen = widgets.text({ label: "u" });
    const log = widgets.output();
    const both = widgets.box([inner, log]);
    both[JUPYTER_DISPLAY]();
    inner.value = 1;
    inner.value = 2;
    unseen.value = "x";
    log.print("<done>");
    await toldLater();
    const data = { "text/html": "<p>t: 2</p>\n<pre>&lt;done&gt;\n</pre>", "text/plain": "t: 2\n<done>\n" };
    expect(told(both.id)).toEqual([{ "tunelab/saved-as": data }]);
    expect(host.sent.at(-1)!.data).toEqual({ method: "update", state: {}, buffer_paths: [] });
    expect([inner, unseen, log].flatMap(({ id }) => told(id))).toEqual([]);
  });

  it("has the last of one that is closed, and of a page that was loaded again", async () => {
    const bar = widgets.progressBar({ label: "b", max: 9 });
    const kept = widgets.text({ label: "k" });
    bar[JUPYTER_DISPLAY]();
    kept[JUPYTER_DISPLAY]();
    bar.value = 9;
    bar.close();
    expect(told(bar.id)).toEqual([{ "tunelab/saved-as": { "text/html": "<p>b: 9</p>", "text/plain": "b: 9" } }]);
    host.openControl();
    host.tell("control", { method: "request_states" });
    await toldLater();
    expect(told(kept.id)).toEqual([{ "tunelab/saved-as": { "text/html": "<p>k: </p>", "text/plain": "k: " } }]);
    expect(told(bar.id)).toHaveLength(1);
  });

  it.each([
    [{ "text/markdown": "**a** < b" }, "**a** < b", "<pre>**a** &lt; b</pre>"],
    [{ "text/latex": "$x$" }, "$x$", "<pre>$x$</pre>"],
    [{ "application/json": { a: 1 } }, "", "<pre></pre>"],
    [
      { "image/jpeg": "/9j/", "text/plain": '"p"' },
      '"p"',
      '<img src="data:image/jpeg;base64,/9j/" alt="&quot;p&quot;" style="max-width: 100%">',
    ],
  ])("has what an output holds where nothing else says it: %o", async (data, plain, html) => {
    const log = widgets.output();
    await log.show({ [JUPYTER_DISPLAY]: () => data });
    expect([String(log), log.toHtml()]).toEqual([plain, html]);
  });

  it("has a widget in an output as it was last", async () => {
    const inner = widgets.slider({ label: "S", max: 9, value: 1 });
    const log = widgets.output();
    await log.show(inner);
    inner.value = 7;
    expect([String(log), log.toHtml()]).toEqual(["S: 7", "<p>S: 7</p>"]);
  });

  it("has pictures, tables and text of an output as a page shows them", async () => {
    const log = widgets.output();
    await log.show({ [JUPYTER_DISPLAY]: () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) });
    await log.show({ [JUPYTER_DISPLAY]: () => ({ "image/png": "iVBO", "text/plain": "a <plot>" }) });
    await log.show("<i>");
    expect(log.toHtml().split("\n")).toEqual([
      "<b>1</b>",
      '<img src="data:image/png;base64,iVBO" alt="a &lt;plot&gt;" style="max-width: 100%">',
      "<pre>&lt;i&gt;</pre>",
    ]);
  });
});

describe("interact", () => {
  it.each([
    [null, "null"],
    [[], "[]"],
    [{ a: 1 }, "{ a: 1 }"],
    [undefined, "undefined"],
  ])("makes no control of %o, and says so", (spec, shown) => {
    expect(() => widgets.interact(() => 1, { n: spec as never })).toThrow(
      expect.objectContaining({ code: "invalid_option", message: `interact can make no control of ${shown} for n.` }),
    );
  });

  it("shows what the function makes of the values, anew with each change, and what it throws", async () => {
    const all = widgets.interact(
      ({ n, double }) => {
        if (n > 9) throw new RangeError("too large");
        return double ? 2 * n : n;
      },
      { n: [0, 10], double: false },
    );
    await joined();
    expect(String(all)).toBe("n: 0\ndouble: false\n0");
    const slider = [...host.opened].find(
      ([, { data }]) => (data as { state: Data }).state["_model_name"] === "FloatSliderModel",
    )![0];
    host.tell(slider, { method: "update", state: { value: 4 } });
    await joined();
    expect(String(all)).toBe("n: 4\ndouble: false\n4");
    host.tell(slider, { method: "update", state: { value: 10 } });
    await joined();
    expect(String(all)).toContain("RangeError: too large");
  });

  it("shows the newest of two promises, whichever comes first", async () => {
    const slider = widgets.slider({ label: "ms", max: 100, value: 100 });
    const all = widgets.interact(({ ms }) => new Promise((resolve) => setTimeout(() => resolve(`after ${ms}`), ms)), {
      ms: slider,
    });
    slider.value = 1;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(String(all)).toContain("after 1");
    expect(String(all)).not.toContain("after 100");
  });
});

describe("bytes in a state", () => {
  const nested = { a: [new Uint8Array([1]), 2], b: { c: new Uint8Array([3]), d: null } };

  it("leave null in lists and nothing in objects", () => {
    expect(splitBytes(nested)).toEqual({
      state: { a: [null, 2], b: { d: null } },
      paths: [
        ["a", 0],
        ["b", "c"],
      ],
      buffers: [new Uint8Array([1]), new Uint8Array([3])],
    });
  });

  it("come back to where they were, and touch nothing by a path that leads elsewhere", () => {
    const { state, paths, buffers } = splitBytes(nested);
    expect(joinBytes(state, paths, buffers)).toEqual(nested);
    expect(
      joinBytes(
        { n: 1 },
        [
          ["__proto__", "polluted"],
          ["x", "y"],
        ],
        [new Uint8Array(1), new Uint8Array(1)],
      ),
    ).toEqual({
      n: 1,
    });
    expect({}).not.toHaveProperty("polluted");
  });
});
