import { makeSafe } from "./safe-figure.js";
import { makeSpeech } from "./speech.js";
import { isDarkTheme, onThemeChange, themeLayout } from "./theme.js";
// Written beside this file by install.ts, from the dictionaries of src/texts.
import { WORDS } from "./words.js";

export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

const DEFAULT_HEIGHT = 400;

let plotly;

class NotLoaded extends Error {
  constructor(address) {
    super(address);
    this.address = address;
  }
}

/** Fetches Plotly (5 MB) from beside this file, once, at the first figure. */
function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("./plotly.min.js", import.meta.url).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      // The next figure tries again: the server may have been restarted.
      plotly = undefined;
      reject(new NotLoaded(script.src));
    };
    document.head.appendChild(script);
  });
  return plotly;
}

const textOf = (value) => (typeof value === "string" ? value : undefined);

/** What a screen reader says instead of the figure. */
function describe(layout, say) {
  return textOf(layout.meta?.description) ?? textOf(layout.title?.text) ?? say("page.figure");
}

/** Makes the class that draws Plotly figures, on JupyterLab's own Widget. */
export function createPlotlyRenderer(Widget) {
  return class PlotlyRenderer extends Widget {
    constructor() {
      super();
      this.addClass("tunelab-plotly");
      // As JupyterLab's own renderers say it, for style sheets and tests.
      this.node.dataset.mimeType = PLOTLY_MIME;
      this.node.setAttribute("role", "figure");
      this._plot = this.node.appendChild(document.createElement("div"));
      this._note = this.node.appendChild(document.createElement("small"));
      this._resizeObserver = new ResizeObserver(() => this._resize());
      this._stopTheme = onThemeChange(() => this._draw());
    }

    async renderModel(model) {
      const say = makeSpeech(WORDS, model.data[PLOTLY_MIME]?.layout?.meta?.language);
      this._figure = makeSafe(model.data[PLOTLY_MIME], say);
      const { layout, note } = this._figure;
      // Without a height of its own, an output of an untrusted notebook collapses before Plotly has loaded.
      this._height = Number(layout.height) > 0 ? Number(layout.height) : DEFAULT_HEIGHT;
      if (this._failed) this._replacePlot("");
      this._plot.style.height = `${this._height}px`;
      this._note.textContent = note;
      this.node.setAttribute("aria-label", describe(layout, say));
      try {
        this._plotly = await loadPlotly();
        await this._draw();
      } catch (error) {
        const { address } = error;
        const reason = address === undefined ? error.message : say("page.notLoaded", { address });
        this._replacePlot(say("page.notDrawn", { figure: describe(layout, say), reason }));
      }
      if (!this.isDisposed && !layout.width) this._resizeObserver.observe(this.node);
    }

    onAfterShow() {
      this._resize();
    }

    onResize() {
      this._resize();
    }

    dispose() {
      if (this.isDisposed) return;
      this._resizeObserver.disconnect();
      this._stopTheme();
      this._plotly?.purge(this._plot);
      super.dispose();
    }

    async _draw() {
      if (this.isDisposed || this._plotly === undefined) return;
      const { data, layout, frames, config } = this._figure;
      const themed = { ...themeLayout(layout, isDarkTheme()), height: this._height };
      // Plotly writes into what it is given, and a change of theme draws the same figure again.
      await this._plotly.react(this._plot, structuredClone(data), structuredClone(themed), config);
      if (frames.length > 0 && !this._hasFrames) {
        this._hasFrames = true;
        await this._plotly.addFrames(this._plot, structuredClone(frames));
      }
    }

    /** A plot that failed halfway is not drawn upon again. */
    _replacePlot(text) {
      this._failed = text !== "";
      this._hasFrames = false;
      this._plotly?.purge(this._plot);
      const plot = document.createElement("div");
      plot.textContent = text;
      this._plot.replaceWith(plot);
      this._plot = plot;
    }

    _resize() {
      const drawn = this._plot.classList.contains("js-plotly-plot");
      if (!this.isDisposed && this.isVisible && drawn && !this._figure.layout.width)
        this._plotly.Plots.resize(this._plot);
    }
  };
}
