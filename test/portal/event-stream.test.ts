import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEventStream, type StreamEvent } from "../../src/portal/api/event-stream.js";

async function read(pieces: readonly (string | Uint8Array)[]): Promise<StreamEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(body)) events.push(event);
  return events;
}

describe("a stream of events", () => {
  it.each([
    ["data: a\n\n", [{ event: "message", data: "a", id: "" }]],
    ["event: job\nid: 7\ndata: {}\n\n", [{ event: "job", data: "{}", id: "7" }]],
    ["data: a\r\ndata: b\r\n\r\n", [{ event: "message", data: "a\nb", id: "" }]],
    ["data: a\rdata: b\r\r", []],
    ["data:no space\n\n", [{ event: "message", data: "no space", id: "" }]],
    [
      "id: 1\ndata: a\n\ndata: b\n\n",
      [
        { event: "message", data: "a", id: "1" },
        { event: "message", data: "b", id: "1" },
      ],
    ],
    [": alive\n\n", [{ event: "comment", data: "", id: "" }]],
    ["event: none\n\ndata: x\n\n", [{ event: "message", data: "x", id: "" }]],
    ["data: cut off", []],
    ["retry: 5\nunknown: y\ndata\n\n", [{ event: "message", data: "", id: "" }]],
  ])("reads %j", async (text, expected) => {
    expect(await read([text])).toEqual(expected);
  });

  it("reads the same however it is cut, in the middle of characters too", async () => {
    const text = 'event: é\nid: 3\ndata: {"a":"🎉"}\r\n\r\n: x\n\ndata: b\ndata: c\n\n';
    const bytes = new TextEncoder().encode(text);
    const whole = await read([text]);
    expect(whole).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 12 }),
        async (cuts) => {
          const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
          const pieces = edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge));
          expect(await read(pieces)).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });
});
