import type { RunnerListener, RunnerProcess } from "../runner/index.js";
import type { KnownSecrets } from "../redaction/index.js";
import type { CommTable } from "./comm-table.js";
import type { InputQuestions } from "./input-questions.js";
import type { CellParents, IopubPublisher } from "./output/index.js";

/** What {@link CellOutput} needs of the session. */
export interface CellOutputOptions {
  readonly parents: CellParents;
  readonly iopub: IopubPublisher;
  readonly questions: InputQuestions;
  readonly comms: CommTable;
  readonly secrets: KnownSecrets;
  /** Puts a text in the place of the running cell's. */
  readonly replaceCell: (text: string) => void;
  /** Shows a text in the front end's pager. */
  readonly addPage: (data: Readonly<Record<string, unknown>>) => void;
  /** Has the compiler forget all names. */
  readonly forget: () => void;
}

/**
 * Brings what a runner tells to the front end, under the request of the cell that it came from; nothing of a silent cell.
 *
 * @example
 * new CellOutput(options).listener(() => runner, onLost).onStream({ cell: 1, name: "stdout", text: "hi" });
 */
export class CellOutput {
  readonly #options: CellOutputOptions;

  constructor(options: CellOutputOptions) {
    this.#options = options;
  }

  /** What a runner is given to tell; `runner` is asked for when a question of a cell has its answer. */
  listener(runner: () => RunnerProcess | undefined, onLost: (reason: string) => void): RunnerListener {
    const { iopub, parents, comms, secrets, replaceCell, addPage, forget } = this.#options;
    return {
      onStream: ({ cell, name, text }) => {
        const parent = parents.find(cell);
        if (parent?.silent === false) iopub.stream(parent.request.message.header, name, text);
      },
      onDisplay: ({ cell, bundle, displayId, update }) => {
        const transient = displayId === undefined ? {} : { display_id: displayId };
        const content = { data: bundle.data, metadata: bundle.metadata ?? {}, transient };
        this.#publish(cell, update ? "update_display_data" : "display_data", content);
      },
      onClear: (cell, wait) => this.#publish(cell, "clear_output", { wait }),
      onAsk: (question) => this.#ask(question, runner()),
      onComm: (message) => comms.onMessage(message),
      onReplaceCell: (_cell, text) => replaceCell(text),
      onPage: (_cell, data) => addPage(data),
      onSecret: (value) => secrets.add(value),
      onReveal: (cell, text) => {
        const parent = parents.find(cell);
        if (parent?.silent === false) iopub.reveal(parent.request.message.header, text);
      },
      onForget: forget,
      onLost,
    };
  }

  #publish(cell: number, type: string, content: Record<string, unknown>): void {
    const parent = this.#options.parents.find(cell);
    if (parent?.silent === false) this.#options.iopub.publish(type, content, parent.request.message.header);
  }

  #ask({ cell, ask, prompt, secret }: Parameters<RunnerListener["onAsk"]>[0], runner: RunnerProcess | undefined): void {
    const { parents, iopub, questions } = this.#options;
    const parent = parents.find(cell);
    if (parent === undefined || runner === undefined) return;
    iopub.flush();
    questions.ask({ request: parent.request, prompt, secret, answer: (value) => runner.answer(ask, value) });
  }
}
