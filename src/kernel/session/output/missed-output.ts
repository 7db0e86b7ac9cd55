import type { JsonObject, MessageHeader, MessageParts } from "../../messages/index.js";
import { say } from "../../../texts/kernel/index.js";

/** Characters that are kept of one cell at most; of what is longer, the end. */
const MOST_CHARACTERS = 1_000_000;
/** Cells that are kept for one client at most, the last of them. */
const MOST_CELLS = 50;
/** What a display counts for, whatever it holds: writing it a second time to count it would cost as much as sending it. */
const CHARACTERS_OF_DISPLAY = 20_000;

/** Types of messages that a notebook keeps as a cell's output. */
const OUTPUTS: ReadonlySet<string> = new Set(["stream", "display_data", "execute_result", "error"]);

/** A message that a cell has published. */
export interface Output {
  readonly type: string;
  readonly content: JsonObject;
  readonly attached?: Pick<MessageParts, "metadata" | "buffers">;
}

interface RecordedCell {
  readonly header: MessageHeader;
  /** The cell's number, as in `Cell 3`; 0 before it is known. */
  count: number;
  outputs: Output[];
  characters: number;
  isCut: boolean;
}

/**
 * Keeps what cells put out for a page that is reloaded while they run. The reloaded page is another client to a kernel: it
 * knows nothing of the requests that the output belongs to, and no notebook shows it. A client that comes for the first time
 * while a cell of another one runs gets the output of that cell and of those that were waiting behind it when it runs its
 * first cell. Where the other client asks for something after that, it lives, and has seen its output itself.
 *
 * @example
 * missed.begin(cell.header); missed.published(output, cell.header);
 * missed.heard(fromReloadedPage); missed.end();
 * missed.take(fromReloadedPage); // a line that names the cell, its output, a line that ends it
 */
export class MissedOutput {
  readonly #sessions = new Set<string>();
  /** Cells that a client has not seen since it came, the one that runs last. */
  readonly #missed = new Map<string, RecordedCell[]>();
  #running: RecordedCell | undefined;

  /** Header of the cell that runs now. */
  get running(): MessageHeader | undefined {
    return this.#running?.header;
  }

  /** Notes who has sent a request. */
  heard({ session }: MessageHeader): void {
    if (this.#sessions.has(session)) {
      for (const [other, cells] of this.#missed) {
        if (cells.some(({ header }) => header.session === session)) this.#missed.delete(other);
      }
      return;
    }
    this.#sessions.add(session);
    if (this.#running !== undefined) this.#missed.set(session, [this.#running]);
  }

  /** Whether a client has come while the cell of another one ran, and has run none since. */
  isNewcomer({ session }: MessageHeader): boolean {
    return this.#missed.has(session);
  }

  /** Takes what a client has missed, once, as outputs of the cell that it runs now. */
  take({ session }: MessageHeader): readonly Output[] {
    const cells = this.#missed.get(session) ?? [];
    this.#missed.delete(session);
    return cells.filter(({ outputs }) => outputs.length > 0).flatMap(asOutputs);
  }

  /** A cell runs now: from here on its output is kept. */
  begin(header: MessageHeader): void {
    const cell: RecordedCell = { header, count: 0, outputs: [], characters: 0, isCut: false };
    this.#running = cell;
    for (const cells of this.#missed.values()) {
      cells.push(cell);
      if (cells.length > MOST_CELLS) cells.shift();
    }
  }

  end(): void {
    this.#running = undefined;
  }

  /** Keeps a message if it is output of the running cell. */
  published(output: Output, parent: MessageHeader | undefined): void {
    const cell = this.#running;
    if (cell === undefined || parent?.msg_id !== cell.header.msg_id) return;
    if (output.type === "execute_input") cell.count = Number(output.content["execution_count"]);
    if (output.type === "clear_output") Object.assign(cell, { outputs: [], characters: 0, isCut: false });
    if (output.type === "update_display_data") cell.outputs = cell.outputs.map((before) => updated(before, output));
    if (!OUTPUTS.has(output.type)) return;
    cell.outputs.push(output);
    cell.characters += charactersOf(output);
    while (cell.characters > MOST_CHARACTERS && cell.outputs.length > 1) {
      cell.characters -= charactersOf(cell.outputs.shift()!);
      cell.isCut = true;
    }
  }
}

function asOutputs({ count, outputs, isCut }: RecordedCell): readonly Output[] {
  const cell = `Cell ${count}`;
  return [
    line(say(isCut ? "kernel.missedEndOf" : "kernel.missed", { cell })),
    ...outputs.map(asShownAgain),
    line(say("kernel.missedUntilHere", { cell })),
  ];
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

function charactersOf({ content }: Output): number {
  const { text } = content;
  return typeof text === "string" ? text.length : CHARACTERS_OF_DISPLAY;
}
