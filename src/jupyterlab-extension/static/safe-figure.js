// A notebook from somewhere else is drawn without anybody having trusted it, so nothing in a figure may reach the
// network: an image or a map tile would tell its owner who opened the notebook, and when.

const MAP_TRACE = /^(scatter|choropleth|density)?(map|mapbox|geo)$|^choropleth$/;
const MAP_LAYOUT = /^(map|mapbox|geo)\d*$/;
const INLINE_IMAGE = /^data:image\/(png|jpe?g|gif|webp|svg\+xml)[;,]/i;
const ADDRESS = /^\s*([a-z][a-z0-9+.-]*:)?\/\//i;

/** Plotly's settings that an output may choose; the others name servers, keys or files. */
const ALLOWED_CONFIG = [
  "staticPlot",
  "scrollZoom",
  "doubleClick",
  "doubleClickDelay",
  "displayModeBar",
  "modeBarButtonsToRemove",
  "showTips",
  "showAxisDragHandles",
  "showAxisRangeEntryBoxes",
  "editable",
  "edits",
];

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const asArray = (value) => (Array.isArray(value) ? value : []);

class Removal {
  images = 0;
  maps = 0;
  buttons = 0;

  note(say) {
    const parts = [
      [this.images, "page.images"],
      [this.maps, "page.maps"],
      [this.buttons, "page.buttons"],
    ];
    const said = parts.filter(([count]) => count > 0).map(([n, key]) => say(key, { n }));
    return said.length === 0 ? "" : say("page.leftOut", { things: said.join(", ") });
  }
}

function isDrawable(trace, removal) {
  if (!isObject(trace)) return false;
  if (MAP_TRACE.test(String(trace.type))) {
    removal.maps++;
    return false;
  }
  if (trace.type === "image" && trace.source !== undefined && !INLINE_IMAGE.test(String(trace.source))) {
    removal.images++;
    return false;
  }
  return true;
}

/** Whether something that a button would apply names an address or a map. */
function reachesOut(value) {
  if (typeof value === "string") return ADDRESS.test(value) || MAP_TRACE.test(value);
  if (Array.isArray(value)) return value.some(reachesOut);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, item]) => MAP_LAYOUT.test(key.split(".")[0]) || reachesOut(item));
}

function withSafeButtons(controls, listName, removal) {
  return asArray(controls)
    .filter(isObject)
    .map((control) => {
      const all = asArray(control[listName]);
      const safe = all.filter((button) => !reachesOut([button?.args, button?.args2]));
      removal.buttons += all.length - safe.length;
      return { ...control, [listName]: safe };
    });
}

function safeLayout(layout, removal) {
  const entries = Object.entries(isObject(layout) ? layout : {}).filter(([key]) => !MAP_LAYOUT.test(key));
  const safe = Object.fromEntries(entries);
  if (safe.images !== undefined) {
    const all = asArray(safe.images);
    safe.images = all.filter((image) => INLINE_IMAGE.test(String(image?.source)));
    removal.images += all.length - safe.images.length;
  }
  if (safe.updatemenus !== undefined) safe.updatemenus = withSafeButtons(safe.updatemenus, "buttons", removal);
  if (safe.sliders !== undefined) safe.sliders = withSafeButtons(safe.sliders, "steps", removal);
  if (isObject(safe.template)) safe.template = safeTemplate(safe.template, removal);
  return safe;
}

function safeTemplate(template, removal) {
  const data = isObject(template.data) ? template.data : {};
  const kept = Object.entries(data).filter(([type]) => !MAP_TRACE.test(type) && type !== "image");
  return { layout: safeLayout(template.layout, removal), data: Object.fromEntries(kept) };
}

function safeFrame(frame, removal) {
  return {
    ...frame,
    data: asArray(frame.data).filter((trace) => isDrawable(trace, removal)),
    ...(frame.layout === undefined ? {} : { layout: safeLayout(frame.layout, removal) }),
  };
}

/**
 * Copies a figure without anything that Plotly would fetch: remote images, maps (their tiles and outlines come from
 * servers), and buttons that would bring such things in. `note` says what was left out, or is empty.
 * `say` is what `makeSpeech` made.
 */
export function makeSafe(figure, say) {
  const removal = new Removal();
  const source = structuredClone(isObject(figure) ? figure : {});
  const config = isObject(source.config) ? source.config : {};
  const chosen = ALLOWED_CONFIG.filter((key) => config[key] !== undefined).map((key) => [key, config[key]]);
  return {
    data: asArray(source.data).filter((trace) => isDrawable(trace, removal)),
    layout: safeLayout(source.layout, removal),
    frames: asArray(source.frames)
      .filter(isObject)
      .map((frame) => safeFrame(frame, removal)),
    config: {
      ...Object.fromEntries(chosen),
      displaylogo: false,
      showSendToCloud: false,
      plotlyServerURL: "",
      topojsonURL: "",
      responsive: false,
    },
    note: removal.note(say),
  };
}
