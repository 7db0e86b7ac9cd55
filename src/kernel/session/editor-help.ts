import { isRecord } from "../../core/essentials/index.js";
import type { AsyncCompiler } from "../compiler/thread/index.js";
import { translateMagics } from "../magics/index.js";
import { asTyped } from "./as-typed.js";
import { type Request, textField } from "./request.js";

/** Target of the comm through which an editor asks; JupyterLab's extension opens it. */
const EDITOR_TARGET = "tunelab.editor";

/** Magics at the beginning of a cell, which some of them must be. */
const MAGICS = /^(?:[ \t]*%.*\n)*/;

/** What {@link EditorHelp} needs of the session. */
export interface EditorHelpOptions {
  readonly compiler: AsyncCompiler;
  /** The notebook's folder. */
  readonly directory: string;
  readonly publish: (type: string, content: Record<string, unknown>, request: Request) => void;
}

/**
 * Answers an editor about a cell that is being typed: what is wrong with it, and which import it lacks. Nothing is run, and
 * nothing that a cell does keeps it waiting.
 *
 * A question is a `comm_msg` whose data has an `id`, a `method` (`diagnose` or `import`), the cell's `code` and, for an
 * import, a `name`. The answer has the same `id`, and `diagnostics` or an `insertion`.
 *
 * @example
 * // { id: 1, method: "diagnose", code: "const n: number = 'a'" } is answered by
 * // { id: 1, diagnostics: [{ code: 2322, line: 1, column: 7, length: 1, message: "Type 'string' …" }] }
 */
export class EditorHelp {
  readonly #options: EditorHelpOptions;
  readonly #comms = new Set<string>();

  constructor(options: EditorHelpOptions) {
    this.#options = options;
  }

  /** Whether an editor is there that can put an import into a cell. */
  get isOpen(): boolean {
    return this.#comms.size > 0;
  }

  /** Whether a message to a comm is for this. */
  isFor({ message: { content } }: Request): boolean {
    return content.target_name === EDITOR_TARGET || this.#comms.has(textField(content, "comm_id") ?? "");
  }

  /** Takes a `comm_open`, `comm_msg` or `comm_close`. */
  async receive(request: Request): Promise<void> {
    const { header, content } = request.message;
    const comm = textField(content, "comm_id") ?? "";
    if (header.msg_type === "comm_close") this.#comms.delete(comm);
    if (header.msg_type === "comm_open") this.#comms.add(comm);
    if (header.msg_type !== "comm_msg" || !isRecord(content.data)) return;
    const { id } = content.data;
    const data = { id, ...(await this.#answer(content.data)) };
    this.#options.publish("comm_msg", { comm_id: comm, data }, request);
  }

  async #answer(question: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { compiler, directory } = this.#options;
    const source = textField(question, "code") ?? "";
    const translated = translateMagics(source);
    if (!translated.ok) return { diagnostics: [] };
    const cell = { label: "", code: translated.code, directory };
    if (question.method === "diagnose") {
      const found = asTyped(await compiler.call("diagnose", cell), source, translated.code);
      return { diagnostics: found.map(({ sourceLine: _, ...diagnostic }) => diagnostic) };
    }
    const insertion = await compiler.call("importFor", cell, textField(question, "name") ?? "");
    if (insertion === undefined) return {};
    const { offset, text } = insertion;
    if (offset === 0) return { insertion: { offset: MAGICS.exec(source)![0].length, text } };
    // Magics put text before what was typed, on its line: there positions are others.
    return source.startsWith(translated.code.slice(0, offset)) ? { insertion } : {};
  }
}
