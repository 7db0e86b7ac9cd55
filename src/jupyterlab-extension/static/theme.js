const FONT_FAMILY = 'Arial, Helvetica, Arimo, "Liberation Sans", sans-serif';

/** Okabe and Ito's colours, as in src/display/figure/palette.ts; on dark ground their bright halves come first. */
const COLORWAY = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
const DARK_COLORWAY = ["#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#0072B2"];

const LIGHT = { text: "#333333", grid: "#e6e6e6", zero: "#999999", hover: "#ffffff" };
const DARK = { text: "#e0e0e0", grid: "#444444", zero: "#888888", hover: "#222222" };

/** Whether JupyterLab's present theme is a dark one. */
export function isDarkTheme(body = document.body) {
  return body.dataset.jpThemeLight === "false";
}

/** Plotly's template for a theme: it holds wherever a figure chooses nothing itself. */
function themeTemplate(dark) {
  const { text, grid, zero, hover } = dark ? DARK : LIGHT;
  const axis = { gridcolor: grid, linecolor: zero, zerolinecolor: zero, automargin: true };
  const scene = { xaxis: axis, yaxis: axis, zaxis: axis, bgcolor: "rgba(0,0,0,0)" };
  return {
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: text, family: FONT_FAMILY },
      colorway: dark ? DARK_COLORWAY : COLORWAY,
      xaxis: axis,
      yaxis: axis,
      scene,
      polar: { bgcolor: "rgba(0,0,0,0)", angularaxis: axis, radialaxis: axis },
      hoverlabel: { bgcolor: hover, font: { color: text } },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: zero, activecolor: text },
      annotationdefaults: { arrowcolor: text },
      shapedefaults: { line: { color: text } },
      updatemenudefaults: { bgcolor: hover, bordercolor: zero },
      sliderdefaults: { bordercolor: zero },
    },
    data: { table: [{ cells: { fill: { color: hover } }, header: { fill: { color: grid } } }] },
  };
}

/**
 * A figure's layout for a theme. The colours that tunelab's own figures bring along count as no choice: they are there
 * for front ends without this extension.
 */
export function themeLayout(layout, dark) {
  const { colorway, ...rest } = layout;
  const isOurs = Array.isArray(colorway) && colorway.join() === COLORWAY.join();
  return { template: themeTemplate(dark), ...(isOurs ? rest : layout) };
}

/** Calls back whenever JupyterLab's theme changes between light and dark; returns how to stop. */
export function onThemeChange(callback) {
  const observer = new MutationObserver(callback);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  return () => observer.disconnect();
}
