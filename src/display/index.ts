export { clearOutput } from "./clear-output.js";
export { composeDisplay, type DisplayPart, type MarkupPart } from "./compose-display.js";
export { PARTS_MIME, PLOTLY_MIME, TABLE_MIME } from "./mime-types.js";
export { toBundle, type Displayable } from "./to-bundle.js";
export { withoutTags } from "./without-tags.js";
export { display, html, markdown, type DisplayHandle, type DisplayValueOptions } from "./display.js";
export {
  Table,
  isDataFrame,
  shadeColor,
  breakableName,
  table,
  toTableBundle,
  toTableData,
  type ColumnShade,
  type DataFrameLike,
  type CellLink,
  type TableColumn,
  type TableData,
  type TableInput,
  type TableLink,
  type TableOptions,
} from "./table/index.js";
export {
  Figure,
  PICTURE_OF_A_CELL_SECONDS,
  PALETTE,
  figure,
  type DataFigure,
  type FigureBundleOptions,
  type FigureKind,
  type Picture,
  type PlotlySpec,
  type PlotlyTrace,
} from "./figure/index.js";
export { Progress, formatDuration, progress, type ProgressOptions, type ProgressState } from "./progress/index.js";
