/** Plotly's own MIME type; drawn by our JupyterLab extension, and by any other front end that knows Plotly. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** Figures, tables and HTML one below the other; our JupyterLab extension shows all of them, and the HTML stands for it elsewhere. */
export const PARTS_MIME = "application/vnd.tunelab.parts.v1+json";

/** A table that our JupyterLab extension sorts, filters and pages; everywhere else its HTML is shown. */
export const TABLE_MIME = "application/vnd.tunelab.table.v1+json";
