// What JupyterLab loads at its start: small, because it delays every page. The renderers and plotly.min.js are fetched
// when the first figure or table needs them.
//
// JupyterLab expects the container of webpack's module federation: an object with init(sharedScope) and get(module).
// See https://jupyterlab.readthedocs.io/en/4.6.x/extension/extension_dev.html ("prebuilt extensions").
(() => {
  const NAME = "tunelab-display";
  let sharedScope;

  /** JupyterLab's own copy of a package, so that our widgets are its widgets. */
  async function loadShared(name) {
    const versions = sharedScope[name];
    const factory = await versions[Object.keys(versions)[0]].get();
    return factory();
  }

  async function loadPlugins() {
    const [notebook, completer, settings, state, view, { createEditorHelp }, { createSavedWidgets }] =
      await Promise.all([
        loadShared("@jupyterlab/notebook"),
        loadShared("@jupyterlab/completer"),
        loadShared("@jupyterlab/settingregistry"),
        loadShared("@codemirror/state"),
        loadShared("@codemirror/view"),
        import("./editor-help.js"),
        import("./saved-widgets.js"),
      ]);
    const { INotebookTracker, NotebookActions: actions } = notebook;
    const { ICompletionProviderManager } = completer;
    const { ISettingRegistry } = settings;
    const codemirror = { ...state, ...view };
    const plugin = createEditorHelp({
      codemirror,
      INotebookTracker,
      ICompletionProviderManager,
      ISettingRegistry,
      actions,
    });
    const module = { __esModule: true, default: [plugin, createSavedWidgets({ INotebookTracker })] };
    return () => module;
  }

  async function loadRenderers() {
    const [{ Panel, Widget }, { createMimeExtension }] = await Promise.all([
      loadShared("@lumino/widgets"),
      import("./mime-extension.js"),
    ]);
    const module = { __esModule: true, default: createMimeExtension(Widget, Panel) };
    return () => module;
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init(scope) {
      sharedScope = scope;
      return Promise.resolve();
    },
    get: (name) => (name === "./extension" ? loadPlugins() : loadRenderers()),
  };
})();
