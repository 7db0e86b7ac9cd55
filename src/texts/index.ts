export { chosenLocale, currentLocale } from "./current-locale.js";
export { fill, type Placeholders } from "./fill.js";
export { formatDay, formatDollars, formatNumber, formatSigned } from "./format.js";
export { chooseLocale, LOCALES, type Locale } from "./locales.js";
export { DICTIONARIES, say, type TextKey } from "./say.js";
export { dateFormat, numberFormat, pluralRules, relativeFormat } from "./formatters.js";
