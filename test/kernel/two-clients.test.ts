import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JupyterClient } from "./support/jupyter-client.js";
import { TestKernel, typesOf } from "./support/kernel-client.js";

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
    expect((await first.execute(code)).stdout).toBe("from the first\n");
    expect((await second.execute(code)).stdout).toBe("from the second\n");
    expect(first.questions).toHaveLength(1);
    expect(second.questions).toHaveLength(1);
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
});
