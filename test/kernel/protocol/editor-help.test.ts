import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isIdle, type Content } from "../support/jupyter-client.js";
import { TestKernel } from "../support/kernel-client.js";

const open = (kernel: TestKernel, comm_id: string): Promise<unknown> =>
  kernel.send("comm_open", { comm_id, target_name: "tunelab.editor", data: {} });

/** What an editor asks while a cell is typed, over the comm that JupyterLab's extension opens. */
describe("an editor's comm", { timeout: 120_000 }, () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    await open(kernel, "e1");
  }, 120_000);
  afterAll(() => kernel.stop());

  const ask = async (data: Content): Promise<unknown> => {
    const { id } = await kernel.send("comm_msg", { comm_id: "e1", data });
    await kernel.until(() => kernel.messagesOf(id).some(isIdle), 60_000, "idle of the question");
    return kernel.messagesOf(id).find(({ type }) => type === "comm_msg")?.content.data as unknown;
  };

  it("offers no import before it is open, and one after", async () => {
    const fresh = await TestKernel.start();
    const complete = async (): Promise<unknown> =>
      (await fresh.request("complete_request", { code: "openLa", cursor_pos: 6 })).content.matches;
    try {
      expect(await complete()).toEqual([]);
      await open(fresh, "e2");
      expect(await complete()).toEqual(["openLab"]);
    } finally {
      await fresh.stop();
    }
  });

  it("tells what is wrong with a cell, while another one runs that answers no comm", async () => {
    const wait = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 ** 31 - 1)";
    const running = kernel.execute(wait);
    await kernel.send("comm_msg", { comm_id: "nobody's", data: {} });
    expect(await ask({ id: 7, method: "diagnose", code: "%time 1\nconst n: number = 'a'" })).toEqual({
      id: 7,
      diagnostics: [
        { code: 2322, line: 2, column: 7, length: 1, message: "Type 'string' is not assignable to type 'number'." },
      ],
    });
    expect(await ask({ id: 8, method: "diagnose", code: "const n: number = 1" })).toEqual({ id: 8, diagnostics: [] });
    await kernel.request("interrupt_request", {}, "control");
    expect((await running).reply.status).toBe("error");
  });

  it("gives the import that a cell lacks, behind its magics", async () => {
    expect(await ask({ id: 1, method: "import", name: "readFile", code: "%%time\nawait readFile('a')" })).toEqual({
      id: 1,
      insertion: { offset: 7, text: 'import { readFile } from "node:fs/promises";\n' },
    });
    expect(await ask({ id: 2, method: "import", name: "length", code: "'a'.length" })).toEqual({ id: 2 });
  });

  it("answers nonsense with nothing wrong", async () => {
    expect(await ask({ id: 3, method: "diagnose" })).toEqual({ id: 3, diagnostics: [] });
    expect(await ask({ id: 4, method: "diagnose", code: "%%sql\nselect" })).toMatchObject({ id: 4 });
  });
});
