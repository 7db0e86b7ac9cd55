const MARK = "tunelab-error";

/**
 * Underlines errors in an editor of CodeMirror, with the message where the pointer rests. Marks move with the text.
 *
 * `codemirror` is JupyterLab's own copy: `@codemirror/state` and `@codemirror/view` in one object.
 */
export function createErrorMarks({ Decoration, EditorView, StateEffect, StateField }) {
  const setErrors = StateEffect.define();
  const field = StateField.define({
    create: () => Decoration.none,
    update(marks, transaction) {
      for (const effect of transaction.effects) {
        if (effect.is(setErrors)) return Decoration.set(toMarks(effect.value, transaction.state.doc), true);
      }
      return marks.map(transaction.changes);
    },
    provide: (own) => EditorView.decorations.from(own),
  });

  function toMarks(errors, doc) {
    return errors.map(({ line, column, length, message, hint }) => {
      const row = doc.line(Math.min(line, doc.lines));
      const from = Math.max(row.from, Math.min(row.from + column - 1, doc.length - 1));
      const to = Math.min(doc.length, Math.max(from + 1, row.from + column - 1 + length));
      const title = hint === undefined ? message : `${message}\n${hint}`;
      return Decoration.mark({ class: MARK, attributes: { title } }).range(from, to);
    });
  }

  const style = EditorView.baseTheme({
    [`.${MARK}`]: {
      textDecoration: "underline wavy var(--jp-error-color1, #d32f2f) 1px",
      textDecorationSkipInk: "none",
      textUnderlineOffset: "3px",
    },
  });

  return {
    extension: [field, style],
    /** Shows these errors and no others. An empty cell has no place for one. */
    show(view, errors) {
      if (errors.length === 0 && view.state.field(field, false)?.size === 0) return;
      view.dispatch({ effects: setErrors.of(view.state.doc.length === 0 ? [] : errors) });
    },
    count: (view) => view.state.field(field, false)?.size ?? 0,
  };
}
