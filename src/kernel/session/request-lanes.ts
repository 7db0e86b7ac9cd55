import { Lane } from "./lane.js";
import type { Request } from "./request.js";

/**
 * What waits for what. Cells wait for each other; other questions are answered while a cell runs; control never waits for
 * either, and an interrupt or a shutdown waits for nothing: what is asked on control may be the compiler's to answer.
 * Debugging and messages to comms may wait for code that does not answer, and hold up nothing else.
 */
export class RequestLanes {
  readonly cells = new Lane();
  readonly #shell = new Lane();
  readonly #comms = new Lane();
  readonly #debug = new Lane();
  readonly #control = new Lane();
  readonly #urgent = new Lane();
  readonly #isForEditor: (request: Request) => boolean;

  /** `isForEditor` tells what is no cell's to answer of the messages to comms. */
  constructor(isForEditor: (request: Request) => boolean) {
    this.#isForEditor = isForEditor;
  }

  /** The lane in which a request is answered. */
  of(request: Request): Lane {
    const { message, channel } = request;
    const type = message.header.msg_type;
    if (type === "execute_request") return this.cells;
    if (type === "debug_request") return this.#debug;
    if (/^comm_(?:open|msg|close)$/.test(type)) return this.#isForEditor(request) ? this.#shell : this.#comms;
    // Whichever channel a client sends it on.
    if (type === "interrupt_request" || type === "shutdown_request") return this.#urgent;
    return channel === "control" ? this.#control : this.#shell;
  }
}
