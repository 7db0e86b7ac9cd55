import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Content, isIdle, type Received } from "../support/jupyter-client.js";
import { resultOf, TestKernel, typesOf } from "../support/kernel-client.js";

/** What a package does to use comms: it finds the kernel's under a symbol that both know. */
const HOST = `const host = (globalThis as any)[Symbol.for("tunelab.commHost")];`;

const about = (messages: readonly Received[], id: string): Received[] =>
  messages.filter(({ type, content }) => type.startsWith("comm_") && content.comm_id === id);

/** Sends a message of the front end to a comm of a kernel and gives what came until its idle. */
async function tellTo(
  kernel: TestKernel,
  type: string,
  content: Content,
  buffers: readonly Uint8Array[] = [],
): Promise<readonly Received[]> {
  const { id } = await kernel.send(type, content, { buffers });
  await kernel.until(() => kernel.messagesOf(id).some(isIdle), 30_000, `idle of ${type}`);
  return kernel.messagesOf(id);
}

describe("comms", { timeout: 120_000 }, () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  }, 120_000);
  // A test may have cost the runner, with all that its cells have declared.
  beforeEach(async () => {
    expect((await kernel.execute(HOST)).reply.status).toBe("ok");
  });
  afterAll(() => kernel.stop());

  const tell = (type: string, content: Content, buffers?: readonly Uint8Array[]): Promise<readonly Received[]> =>
    tellTo(kernel, type, content, buffers);

  it("comm_open: a cell opens one, with data, metadata and bytes", async () => {
    const { messages, reply } = await kernel.execute(`
      const first = host.open("my.target", {
        id: "c1", data: { a: 1 }, metadata: { version: "2.1.0" }, buffers: [new Uint8Array([1, 2, 255])],
      });`);
    expect(reply.status).toBe("ok");
    const [opened] = about(messages, "c1");
    expect(opened).toMatchObject({
      type: "comm_open",
      content: { comm_id: "c1", target_name: "my.target", data: { a: 1 } },
      metadata: { version: "2.1.0" },
    });
    expect(opened!.buffers.map((bytes) => [...bytes])).toEqual([[1, 2, 255]]);
  });

  it("comm_info_request: lists the open ones, all or of a target", async () => {
    await kernel.execute(`host.open("mine.target", { id: "i1" }); host.open("other.target", { id: "i2" });`);
    const infoOf = async (content: Content): Promise<unknown> =>
      (await kernel.request("comm_info_request", content)).content.comms;
    // Other tests' comms may be open.
    expect(await infoOf({})).toMatchObject({ i1: { target_name: "mine.target" }, i2: { target_name: "other.target" } });
    expect(await infoOf({ target_name: "other.target" })).toEqual({ i2: { target_name: "other.target" } });
    expect(await infoOf({ target_name: "none" })).toEqual({});
  });

  it("comm_msg: a cell sends, and the front end sends, each with bytes; answers belong to the message", async () => {
    const { messages } = await kernel.execute(`
      const both = host.open("t", { id: "both" });
      both.onMessage(({ data, buffers }: any) => {
        both.send({ got: data.n + 1 }, { buffers: [Uint8Array.from(buffers[0], (byte: number) => byte + 1)] });
        console.log("handled", data.n);
      });
      both.send({ hello: true });`);
    expect(about(messages, "both")[1]).toMatchObject({ type: "comm_msg", content: { data: { hello: true } } });

    const came = await tell("comm_msg", { comm_id: "both", data: { n: 41 } }, [new Uint8Array([7, 8])]);
    expect(typesOf(came)).toEqual(["busy", "comm_msg", "idle"]);
    expect(came[1]).toMatchObject({ content: { comm_id: "both", data: { got: 42 } } });
    expect(came[1]!.buffers.map((bytes) => [...bytes])).toEqual([[8, 9]]);
    // What the handler prints belongs to the cell that set it.
    await kernel.until(
      () => kernel.iopub.some(({ type, content }) => type === "stream" && content.text === "handled 41\n"),
      30_000,
      "the handler's output",
    );
    const printed = kernel.iopub.find(({ type, content }) => type === "stream" && content.text === "handled 41\n")!;
    const setBy = kernel.iopub.find(
      ({ type, content }) => type === "execute_input" && String(content.code).includes("both.onMessage"),
    );
    expect(printed.parent.msg_id).toBe(setBy!.parent.msg_id);
  });

  it("comm_msg: is handled while a cell awaits, and completion does not wait for it", async () => {
    await kernel.execute(
      `let heard = 0; const awaited = host.open("t", { id: "awaited" }); awaited.onMessage(() => { heard += 1; });`,
    );
    const cell = kernel.execute(`
      for (const end = Date.now() + 20_000; heard === 0 && Date.now() < end;) await new Promise((r) => setTimeout(r, 20));
      heard`);
    await tell("comm_msg", { comm_id: "awaited", data: {} });
    expect(resultOf(await cell)).toBe("1");
  });

  it("comm_msg: one that fails is explained in its cell, and the next is handled", async () => {
    await kernel.execute(`
      const failing = host.open("t", { id: "failing" });
      failing.onMessage(({ data }: any) => {
        if (data.bad) throw new RangeError("too far");
        failing.send({ fine: true });
      });`);
    await tell("comm_msg", { comm_id: "failing", data: { bad: true } });
    await kernel.until(
      () => kernel.iopub.some(({ type, content }) => type === "stream" && String(content.text).includes("RangeError")),
      30_000,
      "the error",
    );
    const came = await tell("comm_msg", { comm_id: "failing", data: {} });
    expect(about(came, "failing")[0]).toMatchObject({ content: { data: { fine: true } } });
  });

  it("comm_msg: a handler of a cell that was interrupted still works", async () => {
    const { id } = await kernel.send("execute_request", {
      code: `
        const kept = host.open("t", { id: "kept" });
        kept.onMessage(() => { console.log("still here"); });
        await new Promise(() => undefined);`,
    });
    await kernel.until(() => about(kernel.messagesOf(id), "kept").length > 0, 30_000, "the comm");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await kernel.request("interrupt_request", {}, "control");
    await kernel.executed(id);
    await tell("comm_msg", { comm_id: "kept", data: {} });
    await kernel.until(
      () => kernel.iopub.some(({ type, content }) => type === "stream" && content.text === "still here\n"),
      30_000,
      "the handler's output",
    );
  });

  it("comm_msg: a widget that an interrupted cell was changing goes on", async () => {
    const shown = await kernel.execute(`import { widgets } from "tunelab";
      const bar = widgets.progressBar({ max: 1000 });
      bar`);
    expect(shown.reply.status).toBe("ok");
    const code = "while (true) { bar.value++; await new Promise((wake) => setTimeout(wake, 1)); }";
    const { id } = await kernel.send("execute_request", { code });
    await kernel.until(() => typesOf(kernel.messagesOf(id)).includes("comm_msg"), 30_000, "an update");
    await kernel.request("interrupt_request", {}, "control");
    await kernel.executed(id);
    await kernel.execute("bar.value = -7");
    await kernel.until(
      () => kernel.iopub.some(({ type, content }) => type === "comm_msg" && content.data.state?.value === -7),
      30_000,
      "the update",
    );
  });

  it("comm_msg: a handler that spins is interrupted, says so, and the next message is handled", async () => {
    const { messages } = await kernel.execute(`
      const spinning = host.open("t", { id: "spinning" });
      spinning.onMessage(({ data }: any) => { while (data.spin); spinning.send({ fine: true }); });`);
    const cell = messages[0]!;
    const { id } = await kernel.send("comm_msg", { comm_id: "spinning", data: { spin: true } });
    await kernel.until(() => typesOf(kernel.messagesOf(id)).includes("busy"), 30_000, "busy");
    await new Promise((wake) => setTimeout(wake, 300));
    await kernel.request("interrupt_request", {}, "control");
    await kernel.until(() => kernel.messagesOf(id).some(isIdle), 30_000, "idle");
    const said = kernel.iopub.filter(({ type, parent }) => type === "stream" && parent.msg_id === cell.parent.msg_id);
    expect(said.map(({ content }) => content.text)).toEqual(["A handler of a control was interrupted.\n"]);
    const came = await tell("comm_msg", { comm_id: "spinning", data: { spin: false } });
    expect(about(came, "spinning")[0]!.content.data).toEqual({ fine: true });
  });

  it("comm_msg: to one that is not open is answered by comm_close", async () => {
    const came = await tell("comm_msg", { comm_id: "none", data: {} });
    expect(typesOf(came)).toEqual(["busy", "comm_close", "idle"]);
  });

  it("comm_open: from the front end reaches a target that a cell has registered, and no other", async () => {
    await kernel.execute(`
      host.registerTarget("from.page", (comm: any, { data }: any) => {
        comm.send({ welcome: data.name });
        comm.onMessage(({ data: sent }: any) => comm.send({ echo: sent }));
      });`);
    const id = randomUUID();
    const opened = await tell("comm_open", { comm_id: id, target_name: "from.page", data: { name: "Ada" } });
    expect(about(opened, id)[0]).toMatchObject({ type: "comm_msg", content: { data: { welcome: "Ada" } } });
    const sent = await tell("comm_msg", { comm_id: id, data: { x: 1 } });
    expect(about(sent, id)[0]!.content.data).toEqual({ echo: { x: 1 } });

    const refused = await tell("comm_open", { comm_id: "r1", target_name: "nobody", data: {} });
    expect(about(refused, "r1").map(({ type }) => type)).toEqual(["comm_close"]);
    expect((await kernel.request("comm_info_request", {})).content.comms).not.toHaveProperty("r1");
  });

  it("comm_close: from either side ends it, and tells the other", async () => {
    await kernel.execute(
      `let closed = ""; const third = host.open("t", { id: "c3" }); third.onClose(() => { closed = "by the page"; });`,
    );
    expect(typesOf(await tell("comm_close", { comm_id: "c3", data: {} }))).toEqual(["busy", "idle"]);
    expect(resultOf(await kernel.execute(`third.send({ lost: true }); closed`))).toBe("'by the page'");
    await kernel.execute(`const closing = host.open("closing.target", { id: "closing" });`);
    const { messages } = await kernel.execute(`closing.close({ bye: true });`);
    expect(about(messages, "closing")).toMatchObject([{ type: "comm_close", content: { data: { bye: true } } }]);
    expect((await kernel.request("comm_info_request", { target_name: "closing.target" })).content.comms).toEqual({});
  });

  it("comm_close: is sent for all when the cell runner is lost", async () => {
    await kernel.execute(`host.open("t", { id: "c4" });`);
    await kernel.execute(`process.exit(3)`);
    await kernel.until(
      () => kernel.iopub.some(({ type, content }) => type === "comm_close" && content.comm_id === "c4"),
      30_000,
      "comm_close of c4",
    );
    expect((await kernel.request("comm_info_request", {})).content.comms).toEqual({});
  });

  it("comm_msg: what a captured function shows goes to its output widget, and nothing to the cell", async () => {
    const run = await kernel.execute(`import { display, widgets } from "tunelab";
      const log = widgets.output();
      const later = log.capture(async () => {
        console.log("one 🚀"); process.stdout.write("\\ud83d"); process.stdout.write("\\ude80\\n"); console.error("err");
        await new Promise((done) => setTimeout(done, 20));
        display("two");
        return 42;
      });
      console.log("beside");
      await later`);
    expect([run.stdout, run.stderr, resultOf(run)]).toEqual(["beside\n", "", "42"]);
    expect(typesOf(run.messages)).not.toContain("display_data");
    const after = await kernel.execute(`console.log(log.id); console.log(JSON.stringify(log.get("outputs")))`);
    const [id, outputs] = after.stdout.split("\n");
    expect(JSON.parse(outputs!)).toEqual([
      { output_type: "stream", name: "stdout", text: "one 🚀\n🚀\n" },
      { output_type: "stream", name: "stderr", text: "err\n" },
      { output_type: "display_data", data: { "text/plain": "two" }, metadata: {} },
    ]);
    await kernel.until(
      () => about(kernel.iopub, id!).find(({ type }) => type === "comm_msg"),
      30_000,
      "the widget's new state",
    );
  });

  it("comm_msg: a captured function that clears, updates and throws does so in its widget; the error is the cell's", async () => {
    const cell = await kernel.execute(`import { clearOutput, display, widgets } from "tunelab";
      const steps = widgets.output();
      steps.capture(() => { display("a", { displayId: "d" }); display("b", { displayId: "d", update: true }); });
      const updated = steps.toString();
      steps.capture(() => { clearOutput({ wait: true }); });
      const kept = steps.toString();
      steps.capture(() => console.log("c"));
      [updated, kept, steps.toString()]`);
    expect(resultOf(cell)).toBe("[ 'b', 'b', 'c\\n' ]");
    const failed = await kernel.execute('steps.capture(() => { throw new RangeError("too big"); })');
    expect(failed.reply.ename).toBe("RangeError");
  });

  it("comm_msg: what the function of interact prints and displays stands in its own area, of the newest values alone", async () => {
    const run = await kernel.execute(`import { display, widgets } from "tunelab";
      const side = widgets.slider({ label: "side", max: 10, value: 1 });
      const square = widgets.interact(async ({ side }) => {
        console.log("side", side);
        await new Promise((done) => setTimeout(done, side === 2 ? 200 : 1));
        console.error("computed"); display("a " + side);
        if (side === 4) return;
        return side * side;
      }, { side });
      square`);
    expect([run.stdout, run.stderr]).toEqual(["", ""]);
    expect(typesOf(run.messages)).not.toContain("display_data");
    const area = `JSON.stringify((square.get("children") as { get(name: string): unknown }[]).at(-1)!.get("outputs"))`;
    const id = (await kernel.execute("console.log(side.id)")).stdout.trim();
    const setTo = (value: number) =>
      tell("comm_msg", { comm_id: id, data: { method: "update", state: { value }, buffer_paths: [] } });
    const slow = await setTo(2);
    const moved = [...slow, ...(await setTo(3))];
    expect(typesOf(moved)).not.toContain("stream");
    const shown = await kernel.execute(`await new Promise((done) => setTimeout(done, 400)); console.log(${area})`);
    expect(shown.stderr).toBe("");
    expect(JSON.parse(shown.stdout)).toEqual([
      { output_type: "stream", name: "stdout", text: "side 3\n" },
      { output_type: "stream", name: "stderr", text: "computed\n" },
      { output_type: "display_data", data: { "text/plain": "a 3" }, metadata: {} },
      { output_type: "display_data", data: { "text/plain": "9" }, metadata: {} },
    ]);
    await setTo(4);
    const last = await kernel.execute(`await new Promise((done) => setTimeout(done, 100)); console.log(${area})`);
    expect(JSON.parse(last.stdout)).toHaveLength(3);
  });
});

it("a page that asks for widgets where there are none gets an empty answer and no closed comm", async () => {
  const kernel = await TestKernel.start();
  try {
    const id = randomUUID();
    const opened = await tellTo(kernel, "comm_open", { comm_id: id, target_name: "jupyter.widget.control", data: {} });
    expect(about(opened, id)).toEqual([]);
    const asked = await tellTo(kernel, "comm_msg", { comm_id: id, data: { method: "request_states" } });
    expect(about(asked, id)[0]!.content.data).toEqual({ method: "update_states", states: {}, buffer_paths: [] });
    expect(about(await tellTo(kernel, "comm_close", { comm_id: id, data: {} }), id)).toEqual([]);
  } finally {
    await kernel.stop();
  }
}, 60_000);
