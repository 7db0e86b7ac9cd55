export { PICTURE_OF_A_CELL_SECONDS, Figure, figure, type FigureBundleOptions } from "./figure.js";
export { type DataFigure, type FigureKind } from "./figure-from-data.js";
export { type Picture } from "./picture-client.js";
export { type PlotlySpec, type PlotlyTrace } from "./plotly-spec.js";
export { PALETTE } from "./palette.js";
