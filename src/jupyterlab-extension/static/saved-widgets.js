/** Key of a comm message's metadata: what stands for a widget where it cannot be shown. */
const SAVED_AS = "tunelab/saved-as";
const VIEW = "application/vnd.jupyter.widget-view+json";
/** What JupyterLab's part for widgets writes into its place in an output where the kernel has no such widget. */
const NOT_FOUND = "Error displaying widget: model not found";

/**
 * Keeps in a notebook that is saved what its widgets were last, and shows that where the kernel no longer has them. JupyterLab
 * saves an output as it came, so that a slider that was moved would stand in the file, and in what is exported of it, where it
 * was when its cell ran.
 */
export function createSavedWidgets({ INotebookTracker }) {
  return {
    id: "tunelab-display:saved-widgets",
    autoStart: true,
    requires: [INotebookTracker],
    activate(_app, tracker) {
      tracker.widgetAdded.connect((_, panel) => {
        keepLastStates(panel);
        showSavedWhereNotFound(panel);
      });
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

function showSavedWhereNotFound(panel) {
  const observer = new MutationObserver((changes) => {
    for (const node of new Set(changes.map(({ target }) => target))) {
      if (node.textContent === NOT_FOUND) showSaved(panel.content, node);
    }
  });
  observer.observe(panel.content.node, { childList: true, subtree: true });
  panel.disposed.connect(() => observer.disconnect());
}

/** Shows an output as a page without widgets would, in the place that the part for widgets has in it. */
function showSaved({ widgets: cells, rendermime }, node) {
  const area = cells.find((cell) => cell.outputArea?.node.contains(node))?.outputArea;
  const at = area?.widgets.findIndex((output) => output.node.contains(node)) ?? -1;
  if (at < 0) return;
  const place = area.widgets[at].widgets?.find((part) => part.node === node);
  const { data, trusted } = area.model.get(at);
  const { [VIEW]: _, ...saved } = data;
  const type = rendermime.preferredMimeType(saved);
  if (place === undefined || type === undefined) return;
  const shown = rendermime.createRenderer(type);
  node.replaceChildren();
  place.addWidget(shown);
  void shown.renderModel(rendermime.createModel({ data: saved, trusted }));
}
