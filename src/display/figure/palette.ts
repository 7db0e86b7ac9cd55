/**
 * Colours that people with any of the common colour-vision deficiencies can tell apart, and that stand out from white
 * and from JupyterLab's dark background alike: Okabe and Ito, "Color Universal Design" (2008), without black and
 * yellow, the darkest first so that one or two series have the most contrast.
 */
export const PALETTE: readonly string[] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

/** Equally wide on every system: Arial, and the fonts that were drawn to its measures. */
export const FONT_FAMILY = 'Arial, Helvetica, Arimo, "Liberation Sans", sans-serif';
