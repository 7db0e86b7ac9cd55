import {
  JUPYTER_DISPLAY,
  JUPYTER_DISPLAY_METADATA,
  raceDeadline,
  type DisplayBundle,
  type MimeData,
} from "../../core/index.js";
import { say } from "../../texts/index.js";
import { PLOTLY_MIME } from "../mime-types.js";
import { pageLanguage } from "../page-language.js";
import { describeFigure } from "./describe-figure.js";
import { figureFromData, type DataFigure } from "./figure-from-data.js";
import { drawPicture, notDrawn, type Picture } from "./picture-client.js";
import { normalizeSpec, type NormalSpec, type PlotlySpec, type PlotlyTrace } from "./plotly-spec.js";

/** Options of {@link Figure.toBundle}. */
export interface FigureBundleOptions {
  /**
   * Whether to draw the static picture, for wherever scripts do not run. Without it a bundle is made in no time, which
   * suits a figure that is replaced many times a minute.
   * @default true
   */
  readonly picture?: boolean;
  /** Longest wait for the picture, in seconds; after it the bundle is made without. @default 60 */
  readonly pictureSeconds?: number;
}

/** A picture as a cell's last value: the kernel waits twenty seconds for a display, and shows the value as text after that. */
export const PICTURE_OF_A_CELL_SECONDS = 15;

/**
 * A Plotly figure: plain data that knows how to show itself.
 *
 * @example
 * await figure({ data: [{ type: "bar", y: [1, 2] }], layout: {} }).toBundle();
 */
export class Figure implements NormalSpec {
  readonly data: readonly PlotlyTrace[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  declare readonly frames?: readonly unknown[];

  constructor(spec: PlotlySpec) {
    const normal = normalizeSpec(spec);
    this.data = normal.data;
    this.layout = normal.layout;
    this.config = normal.config;
    if (normal.frames !== undefined) this.frames = normal.frames;
  }

  /** What the figure shows, in a sentence: its text alternative. */
  get description(): string {
    return describeFigure(this);
  }

  /** The figure as PNG and its size; drawn in a worker thread. Throws `figure_not_drawn` with Plotly's reason. */
  toPicture(): Promise<Picture> {
    return drawPicture(this);
  }

  /** The figure in every form that a front end may ask for: interactive, static, text. */
  async toBundle({ picture = true, pictureSeconds = Infinity }: FigureBundleOptions = {}): Promise<DisplayBundle> {
    const interactive = { ...this, layout: withTextAlternative(this.layout, this.description) };
    if (!picture) return { data: { [PLOTLY_MIME]: interactive, "text/plain": `[${this.description}]` } };
    try {
      // What is late is drawn to its end: the next figure finds the thread ready.
      const { png, width, height, note } = await raceDeadline(this.toPicture(), {
        seconds: pictureSeconds,
        onLate: () => notDrawn(say("figure.tooSlow", { seconds: String(pictureSeconds) })),
      });
      const said = note === undefined ? this.description : `${this.description} (${note})`;
      return {
        data: { [PLOTLY_MIME]: interactive, "image/png": png, "text/plain": `[${said}]` },
        metadata: { "image/png": { width, height, alt: this.description } },
      };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return {
        data: {
          [PLOTLY_MIME]: interactive,
          "text/plain": `[${this.description}]\n${say("figure.noPicture", { reason })}`,
        },
      };
    }
  }

  toString(): string {
    return `[${this.description}]`;
  }

  async [JUPYTER_DISPLAY](): Promise<MimeData> {
    const { data, metadata } = await this.toBundle({ pictureSeconds: PICTURE_OF_A_CELL_SECONDS });
    return metadata === undefined ? data : Object.assign(data, { [JUPYTER_DISPLAY_METADATA]: metadata });
  }
}

/** Plotly keeps `layout.meta` as it is, so the extension finds there what a screen reader should say. */
function withTextAlternative(layout: NormalSpec["layout"], description: string): Record<string, unknown> {
  return layout.meta === undefined ? { ...layout, meta: { description, language: pageLanguage() } } : { ...layout };
}

/**
 * Makes a figure from data, or from a Plotly figure; as a cell's last value it shows itself.
 *
 * Shown in JupyterLab it is interactive and needs no network; where scripts do not run, it is a picture; everywhere it
 * has a description in words. Throws `unknown_column` for a column that is not in the data and `invalid_figure` for
 * options that do not fit together.
 *
 * @example
 * figure({ data: [{ tokens: 12 }, { tokens: 40 }, { tokens: 44 }], kind: "histogram", x: "tokens", title: "Tokens" });
 */
export function figure(input: DataFigure | PlotlySpec): Figure {
  return new Figure(isDataFigure(input) ? figureFromData(input) : input);
}

function isDataFigure(input: DataFigure | PlotlySpec): input is DataFigure {
  return "kind" in input;
}
