import { describe, expect, it } from "vitest";
import { MessageFactory, type MessageHeader } from "../../../src/kernel/messages/index.js";
import { MissedOutput, type Output } from "../../../src/kernel/session/output/missed-output.js";

const requestOf = (client: MessageFactory): MessageHeader => client.create("execute_request", {}).header;
const stream = (text: string): Output => ({ type: "stream", content: { name: "stdout", text } });
const textOf = (outputs: readonly Output[]): string => outputs.map(({ content }) => String(content["text"])).join("");

/** Two clients, the second of which has sent nothing yet. */
function start() {
  const missed = new MissedOutput();
  const [first, reloaded] = [new MessageFactory(), new MessageFactory()];
  missed.heard(requestOf(first));
  const run = (client: MessageFactory, count: number, ...outputs: readonly Output[]): (() => void) => {
    const header = requestOf(client);
    missed.begin(header);
    missed.published({ type: "execute_input", content: { execution_count: count } }, header);
    for (const output of outputs) missed.published(output, header);
    return () => missed.end();
  };
  return { missed, first, reloaded, run };
}

describe("what a reloaded page missed", () => {
  it("is the output of the cell that ran, and of those that waited behind it, each under its name, once", () => {
    const { missed, first, reloaded, run } = start();
    run(first, 1, stream("seen\n"))();
    const end = run(first, 2, stream("two\n"));
    missed.heard(requestOf(reloaded));
    end();
    run(first, 3)();
    run(first, 4, stream("four\n"), { type: "error", content: { traceback: ["Error: x", "  at Cell 4"] } })();
    expect(textOf(missed.take(requestOf(reloaded)))).toBe(
      "Output of Cell 2, which ran while this page was reloaded or another one connected:\ntwo\n" +
        "Until here it is the output of Cell 2.\n" +
        "Output of Cell 4, which ran while this page was reloaded or another one connected:\nfour\nError: x\n  at Cell 4\n" +
        "Until here it is the output of Cell 4.\n",
    );
    expect(missed.take(requestOf(reloaded))).toEqual([]);
  });

  it("is nothing where the other client lives, as it asks for something afterwards", () => {
    const { missed, first, reloaded, run } = start();
    const end = run(first, 1, stream("one\n"));
    missed.heard(requestOf(reloaded));
    missed.heard(requestOf(first));
    end();
    expect(missed.isNewcomer(requestOf(reloaded))).toBe(false);
    expect(missed.take(requestOf(reloaded))).toEqual([]);
  });

  it("is nothing for a client that comes while no cell runs", () => {
    const { missed, first, reloaded, run } = start();
    run(first, 1, stream("one\n"))();
    missed.heard(requestOf(reloaded));
    expect(missed.take(requestOf(reloaded))).toEqual([]);
  });

  it("has the last state of a display, nothing of what was cleared, and a result as a display", () => {
    const { missed, first, reloaded, run } = start();
    const shown = (type: string, text: string, id?: string): Output => ({
      type,
      content: { data: { "text/plain": text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } },
    });
    const end = run(
      first,
      1,
      stream("cleared"),
      { type: "clear_output", content: { wait: false } },
      shown("display_data", "1 %", "bar"),
      shown("display_data", "other", "other"),
      shown("update_display_data", "99 %", "bar"),
      shown("execute_result", "42"),
    );
    missed.heard(requestOf(reloaded));
    end();
    const outputs = missed.take(requestOf(reloaded)).slice(1, -1);
    expect(
      outputs.map(({ type, content }) => [type, (content["data"] as Record<string, string>)["text/plain"]]),
    ).toEqual([
      ["display_data", "99 %"],
      ["display_data", "other"],
      ["display_data", "42"],
    ]);
  });

  it("is the end of what is too long, and says so", () => {
    const { missed, first, reloaded, run } = start();
    const end = run(first, 1, ...Array.from({ length: 30 }, (_, at) => stream(`${at} ${"x".repeat(100_000)}\n`)));
    missed.heard(requestOf(reloaded));
    end();
    const text = textOf(missed.take(requestOf(reloaded)));
    expect(text).toMatch(/^The end of the output of Cell 1, /);
    expect(text.length).toBeLessThan(1_000_500);
    expect(text).toContain("\n29 x");
    expect(text).not.toContain("\n20 x");
  });
});
