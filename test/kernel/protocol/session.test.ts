import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageFactory, type Message } from "../../../src/kernel/messages/index.js";
import { KnownSecrets } from "../../../src/kernel/redaction/index.js";
import { FrameDecoder, MarkerFilter, encodeFrame } from "../../../src/kernel/runner/index.js";
import {
  CellParents,
  History,
  IopubPublisher,
  cursorOffset,
  toCodePoints,
  toUtf16Offset,
} from "../../../src/kernel/session/index.js";
import { Lane } from "../../../src/kernel/session/lane.js";

describe("cursors", () => {
  it("count code points", () => {
    expect(toUtf16Offset("😀.a", 2)).toBe(3);
    expect(toCodePoints("😀.a", 3)).toBe(2);
    expect([
      cursorOffset("ab", 99),
      cursorOffset("ab", -1),
      cursorOffset("ab", undefined),
      cursorOffset("ab", NaN),
    ]).toEqual([2, 0, 2, 2]);
  });

  it("come back the same for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(50), (text, cursor) => {
        expect(toCodePoints(text, toUtf16Offset(text, cursor))).toBe(Math.min(cursor, [...text].length));
      }),
    );
  });
});

describe("the history", () => {
  const history = new History();
  ["a = 1", "b = 2", "a = 1", "c.d(?)"].forEach((code, at) => history.add(at + 1, code));
  history.setOutput(2, "2");
  const lines = (query: object): number[] =>
    history.find({ accessType: "tail", output: false, ...query }).map(([, line]) => line);

  it("finds the last cells, ranges and patterns", () => {
    expect(lines({ n: 2 })).toEqual([3, 4]);
    expect(lines({ n: 0 })).toEqual([]);
    expect(lines({ accessType: "range", session: 0, start: 2, stop: 4 })).toEqual([2, 3]);
    expect(lines({ accessType: "range", session: -1, start: 1 })).toEqual([]);
    expect(lines({ accessType: "search", pattern: "a*" })).toEqual([1, 3]);
    expect(lines({ accessType: "search", pattern: "a*", unique: true })).toEqual([3]);
    expect(lines({ accessType: "search", pattern: "c.d(?)" })).toEqual([4]);
    expect(lines({ accessType: "search", pattern: "*", n: 1 })).toEqual([4]);
  });

  it("gives outputs where asked for", () => {
    expect(history.find({ accessType: "range", output: true, start: 1, stop: 3 })).toEqual([
      [1, 1, ["a = 1", null]],
      [1, 2, ["b = 2", "2"]],
    ]);
  });

  it("does not grow without limit", () => {
    const long = new History();
    for (let line = 1; line <= 6000; line += 1) long.add(line, "x");
    expect(long.find({ accessType: "tail", output: false })).toHaveLength(5000);
    for (let line = 1; line <= 20; line += 1) long.add(line, "y".repeat(1_000_000));
    expect(long.find({ accessType: "tail", output: false }).length).toBeLessThanOrEqual(8);
  });
});

describe("publishing", () => {
  const collect = (): { sent: Message[]; iopub: IopubPublisher; factory: MessageFactory } => {
    const sent: Message[] = [];
    const factory = new MessageFactory();
    return {
      sent,
      factory,
      iopub: new IopubPublisher({
        factory,
        secrets: new KnownSecrets({}),
        send: (message) => sent.push(message),
        onPublished: () => undefined,
      }),
    };
  };

  it("joins writes to one stream and keeps the order with everything else", () => {
    const { sent, iopub, factory } = collect();
    const parent = factory.create("execute_request", {}).header;
    iopub.stream(parent, "stdout", "a");
    iopub.stream(parent, "stdout", "b");
    iopub.stream(parent, "stderr", "c");
    iopub.publish("status", { execution_state: "idle" }, parent);
    expect(sent.map(({ content }) => content.text ?? content.execution_state)).toEqual(["ab", "c", "idle"]);
  });

  it("does not mix cells, and sends a large batch at once", () => {
    const { sent, iopub, factory } = collect();
    const [one, two] = [factory.create("r", {}).header, factory.create("r", {}).header];
    iopub.stream(one, "stdout", "1");
    iopub.stream(two, "stdout", "x".repeat(300_000));
    expect(sent.map(({ parentHeader }) => parentHeader.msg_id)).toEqual([one.msg_id, two.msg_id]);
  });
});

describe("lanes and parents", () => {
  it("run tasks one after the other, also after one that fails", async () => {
    const order: string[] = [];
    const lane = new Lane();
    void lane.add(async () => {
      await new Promise((done) => setTimeout(done, 5));
      order.push("first");
      throw new Error("fails");
    });
    await lane.add(async () => void order.push("second"));
    expect(order).toEqual(["first", "second"]);
  });

  it("know the last thousand cells, and count older ones to the latest", () => {
    const parents = new CellParents();
    const factory = new MessageFactory();
    const requests = Array.from({ length: 1001 }, () => ({
      channel: "shell" as const,
      message: factory.create("r", {}),
    }));
    requests.forEach((request) => parents.add({ request, silent: false }));
    expect(parents.find(2)?.request).toBe(requests[1]);
    expect(parents.find(1)?.request).toBe(requests[1000]);
  });
});

describe("the streams from the cell runner", () => {
  it("are cut back into messages however the chunks fall", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 50 }), (values, size) => {
        const messages = values.map((value) => ({ value }));
        const all = Buffer.concat(messages.map(encodeFrame));
        const decoder = new FrameDecoder();
        const decoded: unknown[] = [];
        for (let at = 0; at < all.length; at += size) decoded.push(...decoder.push(all.subarray(at, at + size)));
        expect(decoded).toEqual(JSON.parse(JSON.stringify(messages)));
      }),
    );
  });

  it("that are no messages are noticed, after the messages before them", () => {
    const decoded: unknown[] = [];
    const bytes = Buffer.concat([encodeFrame({ good: 1 }), Buffer.from("garbage\n"), encodeFrame({ late: 2 })]);
    expect(() => {
      for (const message of new FrameDecoder().push(bytes)) decoded.push(message);
    }).toThrow(SyntaxError);
    expect(decoded).toEqual([{ good: 1 }]);
  });

  it("lose their markers and nothing else, however the chunks fall", () => {
    const all = Buffer.from("é one\u0000tok:1\u0000\u0000tok\u0000two\u0000tok:22\u0000😀", "utf8");
    for (let size = 1; size <= all.length; size += 1) {
      const seen: (string | number)[] = [];
      const filter = new MarkerFilter(
        "tok",
        (text) => seen.push(text),
        (cell) => seen.push(cell),
      );
      for (let at = 0; at < all.length; at += size) filter.push(all.subarray(at, at + size));
      filter.end();
      expect(seen.filter((item) => typeof item === "number")).toEqual([1, 22]);
      expect(seen.filter((item) => typeof item === "string").join("")).toBe("é one\u0000tok\u0000two😀");
    }
  });
});
