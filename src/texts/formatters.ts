/**
 * Formatters by language and options, each made once: making one takes a browser some hundred times as long as using it,
 * and a long table uses one for each of its cells.
 */
function kept<Options, Formatter>(
  make: (locale: string, options: Options | undefined) => Formatter,
): (locale: string, options?: Options) => Formatter {
  const known = new Map<string, Formatter>();
  return (locale, options) => {
    const key = options === undefined ? locale : locale + JSON.stringify(options);
    let formatter = known.get(key);
    if (formatter === undefined) known.set(key, (formatter = make(locale, options)));
    return formatter;
  };
}

/**
 * Writes numbers.
 *
 * @example
 * numberFormat("fr", { maximumFractionDigits: 1 }).format(0.25); // "0,3"
 */
export const numberFormat = kept(
  (locale, options: Intl.NumberFormatOptions | undefined) => new Intl.NumberFormat(locale, options),
);

/** Writes days and times. */
export const dateFormat = kept(
  (locale, options: Intl.DateTimeFormatOptions | undefined) => new Intl.DateTimeFormat(locale, options),
);

/** Writes how long ago something was. */
export const relativeFormat = kept(
  (locale, options: Intl.RelativeTimeFormatOptions | undefined) => new Intl.RelativeTimeFormat(locale, options),
);

/** Says which of a text's forms a number takes. */
export const pluralRules = kept(
  (locale, options: Intl.PluralRulesOptions | undefined) => new Intl.PluralRules(locale, options),
);
