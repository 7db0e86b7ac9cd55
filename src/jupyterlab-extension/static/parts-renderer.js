import { PLOTLY_MIME } from "./plotly-renderer.js";
import { TABLE_MIME } from "./table-renderer.js";

export const PARTS_MIME = "application/vnd.tunelab.parts.v1+json";

const asArray = (value) => (Array.isArray(value) ? value : []);

/** Makes the class that shows HTML through JupyterLab's own sanitiser, whoever wrote the notebook. */
function createHtmlRenderer(Widget, sanitizer) {
  return class HtmlPart extends Widget {
    constructor() {
      super();
      this.addClass("jp-RenderedHTMLCommon");
    }

    renderModel(model) {
      this.node.innerHTML = sanitizer.sanitize(String(model.data["text/html"] ?? ""));
      return Promise.resolve();
    }
  };
}

/**
 * Makes the class that shows several parts, each drawn by the renderer of its type, on JupyterLab's own Panel.
 *
 * A display that is replaced by one of the same kinds of parts keeps its renderers, so that a chart does not flicker.
 */
export function createPartsRenderer(Panel, Widget, renderers, sanitizer) {
  const all = { ...renderers, "text/html": createHtmlRenderer(Widget, sanitizer) };
  return class PartsRenderer extends Panel {
    constructor() {
      super();
      this.addClass("tunelab-parts");
      // As JupyterLab's own renderers say it, for style sheets and tests.
      this.node.dataset.mimeType = PARTS_MIME;
      this._mimes = [];
    }

    async renderModel(model) {
      const parts = asArray(model.data[PARTS_MIME]?.parts).filter((part) => Object.hasOwn(all, String(part?.mime)));
      const mimes = parts.map(({ mime }) => mime);
      if (mimes.join() !== this._mimes.join()) {
        for (const widget of [...this.widgets]) widget.dispose();
        for (const mime of mimes) this.addWidget(new all[mime]());
        this._mimes = mimes;
      }
      await Promise.all(this.widgets.map((widget, index) => widget.renderModel(partModel(parts[index]))));
    }
  };
}

const partModel = ({ mime, data }) => ({ data: { [mime]: data }, metadata: {} });

/** The renderers of the parts by their type. */
export const partRenderers = (PlotlyRenderer, TableRenderer) => ({
  [PLOTLY_MIME]: PlotlyRenderer,
  [TABLE_MIME]: TableRenderer,
});
