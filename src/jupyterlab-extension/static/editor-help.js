import { EditorClient } from "./editor-client.js";
import { createErrorMarks } from "./error-marks.js";

/** Milliseconds after the last key. */
const PAUSE_MS = 500;
/** Messages of TypeScript about a name that nothing declares. */
const NO_NAME = new Set([2304, 2503, 2552, 18004]);
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/**
 * Help while a cell is typed: errors are underlined, and a completion that needs an import brings it into the cell.
 *
 * `shared` are JupyterLab's own copies of packages, as plugins need the tokens of these.
 */
export function createEditorHelp({
  codemirror,
  INotebookTracker,
  ICompletionProviderManager,
  ISettingRegistry,
  actions,
}) {
  const id = "tunelab-display:editor";
  return {
    id,
    autoStart: true,
    requires: [INotebookTracker],
    optional: [ICompletionProviderManager, ISettingRegistry],
    activate(_app, tracker, completions, registry) {
      const settings = { diagnostics: true, imports: true };
      const notebooks = new Map();
      const marks = createErrorMarks(codemirror);
      registry?.load(id).then((loaded) => {
        const read = () => {
          Object.assign(settings, loaded.composite);
          if (!settings.diagnostics) for (const notebook of notebooks.values()) notebook.clear();
        };
        loaded.changed.connect(read);
        read();
      }, console.warn);
      tracker.widgetAdded.connect((_, panel) => {
        const notebook = new NotebookHelp(panel, { codemirror, marks, settings });
        notebooks.set(panel, notebook);
        panel.disposed.connect(() => notebooks.delete(panel));
      });
      actions.executed.connect((_, { notebook }) => {
        for (const [panel, help] of notebooks) if (panel.content === notebook) help.checkMarked();
      });
      completions?.selected.connect((_, { insertText }) => {
        const panel = tracker.currentWidget;
        if (settings.imports && NAME.test(insertText)) void notebooks.get(panel)?.addImport(insertText);
      });
    },
  };
}

class NotebookHelp {
  #panel;
  #client;
  #codemirror;
  #marks;
  #settings;
  #watched = new WeakSet();
  #timers = new WeakMap();

  constructor(panel, { codemirror, marks, settings }) {
    this.#panel = panel;
    this.#codemirror = codemirror;
    this.#marks = marks;
    this.#settings = settings;
    this.#client = new EditorClient(panel.sessionContext, (canAsk) => (canAsk ? this.checkMarked() : this.clear()));
    panel.content.activeCellChanged.connect((_, cell) => void this.#watch(cell));
    void this.#watch(panel.content.activeCell);
  }

  /** Takes all marks away. */
  clear() {
    for (const { editor } of this.#panel.content.widgets) if (editor) this.#marks.show(editor.editor, []);
  }

  /** Looks again at cells with marks: a cell that was run may have brought what they lack, and a restart takes types away. */
  checkMarked() {
    for (const cell of this.#panel.content.widgets) {
      if (cell.editor && this.#marks.count(cell.editor.editor) > 0) void this.#check(cell);
    }
  }

  /** Puts the import of a name that was completed into the active cell, where it lacks one. */
  async addImport(name) {
    const cell = this.#panel.content.activeCell;
    if (cell?.model.type !== "code") return;
    // The completer puts the name in after it has told of it.
    await Promise.resolve();
    const { sharedModel } = cell.model;
    const code = sharedModel.getSource();
    const answer = await this.#client.ask({ method: "import", code, name });
    const insertion = answer?.insertion;
    const now = sharedModel.getSource();
    // What was typed meanwhile stands behind: the import goes to the beginning of the cell.
    if (insertion === undefined || now.slice(0, insertion.offset) !== code.slice(0, insertion.offset)) return;
    sharedModel.updateSource(insertion.offset, insertion.offset, insertion.text);
  }

  async #watch(cell) {
    if (cell?.model.type !== "code") return;
    await cell.ready;
    const { editor } = cell;
    if (!editor || this.#watched.has(editor)) return;
    this.#watched.add(editor);
    editor.injectExtension([
      this.#marks.extension,
      this.#codemirror.EditorView.updateListener.of(({ docChanged }) => {
        if (docChanged) this.#later(cell);
      }),
    ]);
  }

  #later(cell) {
    clearTimeout(this.#timers.get(cell));
    if (this.#settings.diagnostics)
      this.#timers.set(
        cell,
        setTimeout(() => void this.#check(cell), PAUSE_MS),
      );
  }

  async #check(cell) {
    const code = cell.model.sharedModel.getSource();
    const answer = code.trim() === "" ? { diagnostics: [] } : await this.#client.ask({ method: "diagnose", code });
    const isStale = cell.isDisposed || !cell.editor || cell.model.sharedModel.getSource() !== code;
    if (answer === undefined || isStale || !this.#settings.diagnostics) return;
    const lines = code.split("\n");
    const shown = answer.diagnostics.filter(({ code, line, column, length }) => {
      const name = lines[line - 1]?.slice(column - 1, column - 1 + length) ?? "";
      return !(NO_NAME.has(code) && this.#isDeclaredElsewhere(name, cell));
    });
    this.#marks.show(cell.editor.editor, shown);
  }

  /** Whether another cell, which may not have been run yet, declares a name. */
  #isDeclaredElsewhere(name, cell) {
    if (!NAME.test(name)) return false;
    const escaped = name.replaceAll("$", "\\$");
    const declares = new RegExp(
      `\\b(?:const|let|var|function\\*?|class|enum|type|interface|namespace)\\s[^;=]*(?<![\\w$])${escaped}(?![\\w$])|` +
        `\\bimport\\b[^;"']*(?<![\\w$])${escaped}(?![\\w$])`,
      "u",
    );
    return this.#panel.content.widgets.some(
      (other) => other !== cell && other.model.type === "code" && declares.test(other.model.sharedModel.getSource()),
    );
  }
}
