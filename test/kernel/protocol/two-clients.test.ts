import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JupyterClient, resultOf } from "../support/jupyter-client.js";
import { TestKernel, typesOf } from "../support/kernel-client.js";

describe("two clients of one kernel", () => {
  let first: TestKernel;
  let second: JupyterClient;
  beforeAll(async () => {
    first = await TestKernel.start();
    second = await first.connectAnother();
  });
  afterAll(async () => {
    second.close();
    await first.stop();
  });

  it("are each asked by the cells that they sent, and by no others", async () => {
    first.answerInput = () => "from the first";
    second.answerInput = () => "from the second";
    const code = 'console.log(await prompt("who?"))';
    const asked = (client: JupyterClient): number =>
      client.questions.filter(({ content }) => content.prompt === "who?").length;
    expect((await first.execute(code)).stdout).toBe("from the first\n");
    expect((await second.execute(code)).stdout).toBe("from the second\n");
    expect([asked(first), asked(second)]).toEqual([1, 1]);
  });

  it("are asked in turn when both their cells wait, and neither can answer for the other", async () => {
    second.answerInput = () => "2";
    first.answerInput = undefined;
    const slow = await first.send("execute_request", { code: 'console.log(await prompt("1?"))', allow_stdin: true });
    const quick = await second.send("execute_request", { code: 'console.log(await prompt("2?"))', allow_stdin: true });
    await first.until(() => first.questions.at(-1)?.content.prompt === "1?", 10_000, "question");
    await second.send("input_reply", { status: "ok", value: "stolen" }, { channel: "stdin" });
    await second.request("kernel_info_request", {});
    await first.send(
      "input_reply",
      { status: "ok", value: "1" },
      { channel: "stdin", parent: first.questions.at(-1)!.header },
    );
    expect((await first.executed(slow.id)).stdout).toBe("1\n");
    expect((await second.executed(quick.id)).stdout).toBe("2\n");
  });

  it("both see every message, each with the parent of the client that caused it", async () => {
    const cell = "console.log('seen'); 7";
    const mine = await first.send("execute_request", { code: cell });
    const yours = await second.send("execute_request", { code: cell });
    await first.executed(mine.id);
    await second.executed(yours.id);
    const whole = ["busy", "execute_input", "stream", "execute_result", "idle"];
    for (const client of [first, second]) {
      for (const [id, session] of [
        [mine.id, first.session],
        [yours.id, second.session],
      ] as const) {
        await client.until(() => client.messagesOf(id).length >= whole.length, 5000, "all messages");
        expect(typesOf(client.messagesOf(id))).toEqual(whole);
        expect(new Set(client.messagesOf(id).map(({ parent }) => parent.session))).toEqual(new Set([session]));
      }
    }
  });

  it("get only their own replies", async () => {
    const { id } = await first.send("execute_request", { code: "1" });
    await first.executed(id);
    await expect(second.reply(id, 300)).rejects.toThrow("a reply");
  });

  it("share the names that either declares", async () => {
    await first.execute("const shared = 20");
    expect((await second.execute("console.log(shared + 1)")).stdout).toBe("21\n");
  });

  it("interrupt each other's cells, and the error goes to the one that sent the cell", async () => {
    const { id } = await first.send("execute_request", { code: "while (true) {}" });
    await second.until(() => second.messagesOf(id).length >= 2, 10_000, "execute_input");
    await second.request("interrupt_request", {}, "control");
    expect((await first.executed(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
  });

  it("show a page that connects while a cell runs that the kernel is busy, and in its first cell what the cell put out", async () => {
    const code = `display("first", { displayId: "show" }); console.log("before");
      await prompt("go on?"); console.log("after"); display("second", { displayId: "show", update: true }); [1, 2]`;
    first.answerInput = undefined;
    const running = await first.send("execute_request", { code, allow_stdin: true });
    await first.until(() => first.questions.at(-1)?.content.prompt === "go on?", 20_000, "question");
    const reloaded = await first.connectAnother();
    try {
      const asked = await reloaded.request("kernel_info_request", {});
      await reloaded.until(
        () => reloaded.iopub.findLast(({ type }) => type === "status")?.content.execution_state === "busy",
        5000,
        "busy",
      );
      expect(asked.content.status).toBe("ok");
      const { header } = first.questions.at(-1)!;
      await first.send("input_reply", { status: "ok", value: "" }, { channel: "stdin", parent: header });
      await first.executed(running.id);
      const next = await reloaded.execute("'next'");
      const count = /\d+/.exec(next.stdout)![0];
      expect(next.stdout).toBe(
        `Output of Cell ${count}, which ran while this page was reloaded or another one connected:\n` +
          `before\nafter\nUntil here it is the output of Cell ${count}.\n`,
      );
      const displays = next.messages.filter(({ type }) => type === "display_data");
      expect(displays.map(({ content }) => content.data["text/plain"])).toEqual(["'second'", "[ 1, 2 ]"]);
      expect(resultOf(next)).toBe("'next'");
      const again = await reloaded.execute("1");
      expect(typesOf(again.messages)).toEqual(["busy", "execute_input", "execute_result", "idle"]);
    } finally {
      reloaded.close();
    }
  });

  it("tell a page that connects while a cell waits for an answer why its own cell waits", async () => {
    first.answerInput = undefined;
    const asking = await first.send("execute_request", { code: 'await prompt("your name?")', allow_stdin: true });
    await first.until(() => first.questions.at(-1)?.content.prompt === "your name?", 20_000, "question");
    const reloaded = await first.connectAnother();
    try {
      await reloaded.request("kernel_info_request", {});
      const waiting = await reloaded.send("execute_request", { code: "8" });
      await reloaded.until(
        () =>
          reloaded.messagesOf(waiting.id).some(({ content }) => /“your name\?”, which was asked/.test(content.text)),
        10_000,
        "a word on what waits",
      );
      await reloaded.request("interrupt_request", {}, "control");
      expect((await first.executed(asking.id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
    } finally {
      reloaded.close();
    }
  });
});
