export { LOCALES, locale, setLocale, startLocale, t, type Key, type Locale } from "./translate.js";
export {
  bytes,
  clock,
  dateTime,
  dollars,
  duration,
  number,
  percent,
  relativeTime,
  withColon,
  writesDecimalComma,
} from "./format.js";
export { describeFailure, failureSentence } from "./describe-failure.js";
