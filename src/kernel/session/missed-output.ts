import type { JsonObject, MessageHeader, MessageParts } from "../messages/index.js";
import { say } from "../../texts/index.js";

/** Characters of JSON that are kept of one cell at most; of what is longer, the end. */
const LIMIT = 1_000_000;

/** Types of messages that a notebook keeps as a cell's output. */
const OUTPUTS: ReadonlySet<string> = new Set(["stream", "display_data", "execute_result", "error"]);

/** A message that a cell has published. */
export interface Output {
  readonly type: string;
  readonly content: JsonObject;
  readonly attached?: Pick<MessageParts, "metadata" | "buffers">;
}

interface Recorded {
  readonly header: MessageHeader;
  count: number;
  outputs: Output[];
  characters: number;
  isCut: boolean;
  isEnded: boolean;
  /** Sessions that connected while it ran. */
  readonly newcomers: Set<string>;
}

/**
 * Keeps what a cell puts out for a page that is reloaded while it runs. The reloaded page is another client to a kernel:
 * it knows nothing of the request that the output belongs to, and no notebook shows it. A client that comes for the first
 * time while a cell of another one runs gets the output when it runs its first cell.
 */
export class MissedOutput {
  readonly #sessions = new Set<string>();
  #recorded: Recorded | undefined;

  /** Header of the cell that runs now. */
  get running(): MessageHeader | undefined {
    return this.#recorded?.isEnded === false ? this.#recorded.header : undefined;
  }

  /** Notes who has sent a request. */
  heard({ session }: MessageHeader): void {
    if (this.#sessions.has(session)) return;
    this.#sessions.add(session);
    if (this.running !== undefined) this.#recorded!.newcomers.add(session);
  }

  /** Whether a client has come while the cell of another one ran, and has run none since. */
  isNewcomer({ session }: MessageHeader): boolean {
    return this.#recorded?.newcomers.has(session) === true;
  }

  /** Takes what a client has missed, once, as outputs of the cell that it runs now. */
  take({ session }: MessageHeader): readonly Output[] {
    const cell = this.#recorded;
    if (cell?.newcomers.delete(session) !== true || cell.outputs.length === 0) return [];
    const label = `Cell ${cell.count}`;
    return [
      line(say(cell.isCut ? "kernel.missedEndOf" : "kernel.missed", { cell: label })),
      ...cell.outputs.map(asShownAgain),
      line(say("kernel.missedUntilHere", { cell: label })),
    ];
  }

  /** A cell runs now: from here on its output is kept, and no longer that of the one before. */
  begin(header: MessageHeader): void {
    this.#recorded = {
      header,
      count: 0,
      outputs: [],
      characters: 0,
      isCut: false,
      isEnded: false,
      newcomers: new Set(),
    };
  }

  end(): void {
    if (this.#recorded !== undefined) this.#recorded.isEnded = true;
  }

  /** Keeps a message if it is output of the running cell. */
  published(output: Output, parent: MessageHeader | undefined): void {
    const cell = this.#recorded;
    if (cell === undefined || cell.isEnded || parent?.msg_id !== cell.header.msg_id) return;
    if (output.type === "execute_input") cell.count = Number(output.content["execution_count"]);
    if (output.type === "clear_output") Object.assign(cell, { outputs: [], characters: 0, isCut: false });
    if (output.type === "update_display_data") cell.outputs = cell.outputs.map((before) => updated(before, output));
    if (!OUTPUTS.has(output.type)) return;
    cell.outputs.push(output);
    cell.characters += lengthOf(output);
    while (cell.characters > LIMIT && cell.outputs.length > 1) {
      cell.characters -= lengthOf(cell.outputs.shift()!);
      cell.isCut = true;
    }
  }
}

const line = (text: string): Output => ({ type: "stream", content: { name: "stdout", text: `${text}\n` } });

/** Results and errors are another cell's: among this one's output they are a display and a text. */
function asShownAgain(output: Output): Output {
  const { type, content, attached } = output;
  if (type === "error") {
    const text = `${(content["traceback"] as readonly string[]).join("\n")}\n`;
    return { type: "stream", content: { name: "stderr", text } };
  }
  if (type !== "execute_result") return output;
  return {
    type: "display_data",
    content: { data: content["data"], metadata: content["metadata"], transient: {} },
    attached,
  };
}

/** An output after an update of a display, which is another one only if it is that display. */
function updated(before: Output, update: Output): Output {
  const id = displayId(before);
  return id !== undefined && id === displayId(update) ? { ...update, type: before.type } : before;
}

const displayId = ({ content }: Output): unknown =>
  (content["transient"] as { readonly display_id?: unknown } | undefined)?.display_id;

/** About as long as the message on the wire. */
function lengthOf({ content }: Output): number {
  const { text } = content;
  return typeof text === "string" ? text.length : JSON.stringify(content).length;
}
