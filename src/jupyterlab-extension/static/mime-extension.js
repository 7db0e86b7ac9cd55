import { createPartsRenderer, PARTS_MIME, partRenderers } from "./parts-renderer.js";
import { createPlotlyRenderer, PLOTLY_MIME } from "./plotly-renderer.js";
import { createTableRenderer, TABLE_MIME } from "./table-renderer.js";

/**
 * The renderers are safe in JupyterLab's sense: they run in notebooks that nobody trusted, because they build the page
 * from text nodes and sanitised HTML, and load nothing that an output names.
 */
function renderer(id, mimeType, createRenderer) {
  return {
    id: `tunelab-display:${id}`,
    dataType: "json",
    rank: 0,
    rendererFactory: { safe: true, mimeTypes: [mimeType], createRenderer },
  };
}

/** The renderers as JupyterLab registers them. */
export function createMimeExtension(Widget, Panel) {
  const PlotlyRenderer = createPlotlyRenderer(Widget);
  const TableRenderer = createTableRenderer(Widget);
  return [
    renderer("plotly", PLOTLY_MIME, () => new PlotlyRenderer()),
    renderer("table", TABLE_MIME, () => new TableRenderer()),
    renderer("parts", PARTS_MIME, ({ sanitizer }) => {
      const PartsRenderer = createPartsRenderer(Panel, Widget, partRenderers(PlotlyRenderer, TableRenderer), sanitizer);
      return new PartsRenderer();
    }),
  ];
}
