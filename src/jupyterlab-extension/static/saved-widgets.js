/** Key of a comm message's metadata: what stands for a widget where it cannot be shown. */
const SAVED_AS = "tunelab/saved-as";
const VIEW = "application/vnd.jupyter.widget-view+json";

/**
 * Keeps in a notebook that is saved what its widgets were last. JupyterLab saves an output as it came, so that a slider that
 * was moved would stand in the file, and in what is exported of it, where it was when its cell ran.
 */
export function createSavedWidgets({ INotebookTracker }) {
  return {
    id: "tunelab-display:saved-widgets",
    autoStart: true,
    requires: [INotebookTracker],
    activate(_app, tracker) {
      tracker.widgetAdded.connect((_, panel) => keepLastStates(panel));
    },
  };
}

function keepLastStates(panel) {
  const last = new Map();
  panel.sessionContext.iopubMessage.connect((_, { content, metadata }) => {
    const data = metadata?.[SAVED_AS];
    if (data !== undefined) last.set(content.comm_id, data);
  });
  panel.context.saveState.connect((_, state) => {
    if (state !== "started" || last.size === 0) return;
    for (const { type, sharedModel } of panel.context.model.cells) if (type === "code") writeStates(sharedModel, last);
  });
}

/** Writes into the file's model alone: the outputs that the page shows are not drawn anew. */
function writeStates(cell, last) {
  cell.getOutputs().forEach((output, at) => {
    const data = last.get(output.data?.[VIEW]?.model_id);
    if (data === undefined) return;
    cell.updateOutputs(at, at + 1, [{ ...output, data: { ...output.data, ...data } }], "silent-change");
  });
}
