/** A param or tag as servers write it. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export const toList = (record: Readonly<Record<string, string>>): KeyValue[] =>
  Object.entries(record).map(([key, value]) => ({ key, value }));

export const toRecord = (list: readonly KeyValue[] | undefined): Record<string, string> =>
  Object.fromEntries((list ?? []).map(({ key, value }) => [key, value]));
