/** The settings that are there: `null` and `undefined` stand for "take this one out". */
export const withoutNulls = (value: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null && item !== undefined));
