/** One event of a `text/event-stream`. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  /** Place to go on from; empty when the server gave none. */
  readonly id: string;
}

/**
 * Reads a `text/event-stream` as the HTML standard (section 9.2.6) does, but for `retry`, which the callers decide on
 * their own. Comments come out as events without data, since a sign of life is worth knowing.
 *
 * Ends when the stream does; an event that was cut off is left out.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = "";
  let event = "";
  let id = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // A line may end in CR, LF or both; a CR at the end of a piece may still get its LF.
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop()!;
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0) yield { event: event === "" ? "message" : event, data: data.join("\n"), id };
          event = "";
          data = [];
        } else if (line.startsWith(":")) {
          yield { event: "comment", data: "", id };
        } else {
          const [, name, text] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
          if (name === "data") data.push(text ?? "");
          else if (name === "event") event = text ?? "";
          else if (name === "id" && !(text ?? "").includes("\0")) id = text ?? "";
        }
      }
    }
  } finally {
    // A reader that left early must not keep one of the browser's six connections to this origin.
    await reader.cancel().catch(() => undefined);
  }
}
