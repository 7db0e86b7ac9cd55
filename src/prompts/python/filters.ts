import { compareCodePoints, computeBinary, type ValueMaker } from "./operators.js";
import { isList, isNumeric, isTrue, noListError, toPythonText, type EngineValue } from "./values.js";

/** What a filter is given beside its value. */
export interface FilterCall {
  readonly args: readonly EngineValue[];
  readonly named: ReadonlyMap<string, EngineValue>;
  readonly make: ValueMaker;
  /** Applies another filter, which `map` names. */
  readonly apply: (name: string, value: EngineValue, args: readonly EngineValue[]) => EngineValue;
  /** Whether a test that `select` names holds. */
  readonly test: (name: string, value: EngineValue, args: readonly EngineValue[]) => boolean;
}

type Filter = (value: EngineValue, call: FilterCall) => EngineValue | undefined;

const argument = ({ args, named }: FilterCall, at: number, name: string): EngineValue | undefined =>
  args[at] ?? named.get(name);

const numberOf = (call: FilterCall, at: number, name: string, usual: number): number =>
  Number(argument(call, at, name)?.value ?? usual);

/** Filters as Jinja2 3.1.6 has them; `undefined` of one leaves it to the engine. */
export const PYTHON_FILTERS: Readonly<Record<string, Filter>> = {
  string: (value, { make }) => make.text(toPythonText(value)),
  tojson: (value, call) => {
    if (value.print !== undefined) throw noListError(value, "tojson");
    const indent = argument(call, 0, "indent");
    const json = toJson(value, indent === undefined ? undefined : Number(indent.value), "");
    return call.make.text(json.replace(/[<>&']/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`));
  },
  round: (value, call) => {
    if (!isNumeric(value)) return undefined;
    const [places, method] = [numberOf(call, 0, "precision", 0), argument(call, 1, "method")?.value ?? "common"];
    const number = Number(value.value);
    if (method === "ceil" || method === "floor") {
      const rounded = Math[method](number * 10 ** places) / 10 ** places;
      return call.make.float(rounded);
    }
    if (method !== "common") throw new Error(`round knows no method ${JSON.stringify(method)}`);
    return value.type === "FloatValue"
      ? call.make.float(roundHalfEven(number, places))
      : call.make.integer(places >= 0 ? number : roundHalfEven(number, places));
  },
  dictsort: (value, call) => {
    if (!(value.value instanceof Map)) throw new Error("dictsort is for dictionaries");
    const sensitive = isTrue(argument(call, 0, "case_sensitive") ?? call.make.boolean(false));
    const byValue = argument(call, 1, "by")?.value === "value";
    const turn = isTrue(argument(call, 2, "reverse") ?? call.make.boolean(false)) ? -1 : 1;
    const pairs = [...(value.value as Map<string, EngineValue>)].map(
      ([key, item]) => [call.make.text(key), item] as const,
    );
    const of = (pair: readonly [EngineValue, EngineValue]): EngineValue => (byValue ? pair[1] : pair[0]);
    pairs.sort((a, b) => turn * compare(of(a), of(b), sensitive));
    return call.make.list(pairs.map(([key, item]) => call.make.pair(key, item)));
  },
  items: ({ value }, { make }) =>
    value instanceof Map
      ? make.list([...(value as Map<string, EngineValue>)].map(([key, item]) => make.pair(make.text(key), item)))
      : undefined,
  join: (value, call) => {
    const attribute = argument(call, 1, "attribute");
    if (attribute === undefined) return undefined;
    const parts = itemsOf(value, "join").map((item) => attributeOf(item, attribute, call) ?? undefinedOf(call));
    return call.make.text(parts.map(toPythonText).join(String(argument(call, 0, "d")?.value ?? "")));
  },
  length: (value, { make }) =>
    value.type === "StringValue" ? make.integer([...String(value.value)].length) : undefined,
  int: (_, call) => {
    const base = argument(call, 1, "base")?.value ?? 10;
    if (base !== 10) throw new Error(`int is for decimal digits here, not for the base ${String(base)}`);
    return undefined;
  },
  map: (value, call) => {
    const items = itemsOf(value, "map");
    const attribute = call.named.get("attribute");
    if (attribute !== undefined) {
      const missing = call.named.get("default");
      return call.make.list(items.map((item) => attributeOf(item, attribute, call) ?? missing ?? undefinedOf(call)));
    }
    const [name, ...args] = call.args;
    if (name?.type !== "StringValue") throw new Error("map needs the name of a filter, or attribute");
    return call.make.list(items.map((item) => call.apply(String(name.value), item, args)));
  },
  select: (value, call) => select(value, call, true, undefined),
  reject: (value, call) => select(value, call, false, undefined),
  selectattr: (value, call) => select(value, call, true, call.args[0]),
  rejectattr: (value, call) => select(value, call, false, call.args[0]),
  sum: (value, call) => {
    const attribute = argument(call, 0, "attribute");
    const parts = itemsOf(value, "sum").map((item) =>
      attribute === undefined || attribute.type === "NullValue"
        ? item
        : (attributeOf(item, attribute, call) ?? undefinedOf(call)),
    );
    return parts.reduce(
      (total, part) => {
        const next = isNumeric(part) ? computeBinary("+", total, part, call.make) : undefined;
        if (next === undefined) throw new Error(`sum cannot add ${toPythonText(part)}`);
        return next;
      },
      argument(call, 1, "start") ?? call.make.integer(0),
    );
  },
  truncate: (value, call) => {
    const text = [...toPythonText(value)];
    const length = numberOf(call, 0, "length", 255);
    const end = String(argument(call, 2, "end")?.value ?? "...");
    const leeway = numberOf(call, 3, "leeway", 5);
    if (text.length <= length + leeway) return call.make.text(text.join(""));
    const start = text.slice(0, length - [...end].length).join("");
    if (isTrue(argument(call, 1, "killwords") ?? call.make.boolean(false))) return call.make.text(start + end);
    const space = start.lastIndexOf(" ");
    return call.make.text((space === -1 ? start : start.slice(0, space)) + end);
  },
  wordcount: (value, { make }) => make.integer(toPythonText(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  urlencode: (value, { make }) => {
    if (value.value instanceof Map) {
      const pairs = [...(value.value as Map<string, EngineValue>)];
      return make.text(pairs.map(([key, item]) => `${quotePlus(key)}=${quotePlus(toPythonText(item))}`).join("&"));
    }
    return isList(value) ? undefined : make.text(quoteUrl(toPythonText(value), "/"));
  },
  groupby: (value, call) => {
    const attribute = argument(call, 0, "attribute");
    if (attribute === undefined) throw new Error("groupby needs an attribute");
    const missing = argument(call, 1, "default");
    const isSensitive = isTrue(argument(call, 2, "case_sensitive") ?? call.make.boolean(false));
    const keyed = itemsOf(value, "groupby").map((item) => {
      const found = attributeOf(item, attribute, call);
      return [
        found === undefined || found.type === "UndefinedValue" ? (missing ?? undefinedOf(call)) : found,
        item,
      ] as const;
    });
    keyed.sort(([a], [b]) => compare(a, b, isSensitive));
    const groups: [EngineValue, EngineValue[]][] = [];
    for (const [key, item] of keyed) {
      const last = groups.at(-1);
      if (last !== undefined && compare(last[0], key, isSensitive) === 0) last[1].push(item);
      else groups.push([key, [item]]);
    }
    return call.make.list(groups.map(([key, items]) => call.make.group(key, call.make.list(items))));
  },
  min: (value, call) => extreme(value, call, "min"),
  max: (value, call) => extreme(value, call, "max"),
  format: (value, call) => {
    const { args, named, make } = call;
    if (args.length > 0 && named.size > 0) throw new Error("format takes values by place or by name, not both");
    const given = named.size > 0 ? make.dictionary([...named]) : { type: "TupleValue", value: args };
    return computeBinary("%", make.text(toPythonText(value)), given, make);
  },
  reverse: (value, { make }) =>
    value.type === "StringValue" ? make.text([...String(value.value)].reverse().join("")) : undefined,
  batch: (value, call) => {
    const items = itemsOf(value, "batch");
    const count = numberOf(call, 0, "linecount", 0);
    if (!(count >= 1)) throw new Error("batch needs the number of items of a batch");
    const fill = argument(call, 1, "fill_with");
    const batches: EngineValue[] = [];
    for (let at = 0; at < items.length; at += count) {
      const batch = items.slice(at, at + count);
      while (fill !== undefined && batch.length < count) batch.push(fill);
      batches.push(call.make.list(batch));
    }
    return call.make.list(batches);
  },
  center: (value, call) => {
    const text = toPythonText(value);
    const missing = Math.max(0, numberOf(call, 0, "width", 80) - [...text].length);
    // Python puts the odd space to the left where the width is odd too.
    const left = Math.floor(missing / 2) + (missing & numberOf(call, 0, "width", 80) & 1);
    return call.make.text(" ".repeat(left) + text + " ".repeat(missing - left));
  },
  random: () => {
    throw new Error(
      "the filter random is not supported: a prompt must be the same each time; choose before, and pass the choice",
    );
  },
};

function select(
  value: EngineValue,
  call: FilterCall,
  wanted: boolean,
  attribute: EngineValue | undefined,
): EngineValue {
  const [name, ...args] = call.args.slice(attribute === undefined ? 0 : 1);
  const holds = (item: EngineValue): boolean => {
    const tested = attribute === undefined ? item : (attributeOf(item, attribute, call) ?? undefinedOf(call));
    return name === undefined ? isTrue(tested) : call.test(String(name.value), tested, args);
  };
  return call.make.list(itemsOf(value, wanted ? "select" : "reject").filter((item) => holds(item) === wanted));
}

/** The least or the greatest item, the first of equal ones; nothing of an empty list. */
function extreme(value: EngineValue, call: FilterCall, filter: "min" | "max"): EngineValue {
  const isSensitive = isTrue(argument(call, 0, "case_sensitive") ?? call.make.boolean(false));
  const attribute = argument(call, 1, "attribute");
  const keyOf = (item: EngineValue): EngineValue =>
    attribute === undefined ? item : (attributeOf(item, attribute, call) ?? undefinedOf(call));
  const turn = filter === "min" ? 1 : -1;
  const [first, ...others] = itemsOf(value, filter);
  if (first === undefined) return undefinedOf(call);
  return others.reduce(
    (best, item) => (turn * compare(keyOf(item), keyOf(best), isSensitive) < 0 ? item : best),
    first,
  );
}

function itemsOf(value: EngineValue, filter: string): EngineValue[] {
  if (isList(value)) return value.value as EngineValue[];
  throw new Error(`the filter ${filter} is for lists here, not for ${toPythonText(value).slice(0, 40)}`);
}

/** `a.b` of an item; of a list, `0` is its first. */
function attributeOf(item: EngineValue, attribute: EngineValue, call: FilterCall): EngineValue | undefined {
  let found: EngineValue | undefined = item;
  for (const part of String(attribute.value).split(".")) {
    if (found?.value instanceof Map) found = (found.value as Map<string, EngineValue>).get(part);
    else if (found !== undefined && isList(found)) found = (found.value as EngineValue[]).at(Number(part));
    else return undefined;
  }
  return found ?? (call.named.has("default") ? undefined : undefinedOf(call));
}

const undefinedOf = ({ make }: FilterCall): EngineValue => make.nothing();

function compare(left: EngineValue, right: EngineValue, sensitive: boolean): number {
  if (isNumeric(left) && isNumeric(right)) return Number(left.value) - Number(right.value);
  if (left.type === "StringValue" && right.type === "StringValue") {
    const [a, b] = [String(left.value), String(right.value)];
    return sensitive ? compareCodePoints(a, b) : compareCodePoints(a.toLowerCase(), b.toLowerCase());
  }
  throw new Error(`${toPythonText(left)} and ${toPythonText(right)} cannot be put in order`);
}

const quoteUrl = (text: string, safe: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", safe === "/" ? "/" : "%2F");

const quotePlus = (text: string): string => quoteUrl(text, "").replaceAll("%20", "+");

/** Python's `json.dumps` with sorted keys, as Jinja2 calls it. */
function toJson(value: EngineValue, indent: number | undefined, margin: string): string {
  const inner = indent === undefined ? "" : margin + " ".repeat(indent);
  const wrap = (open: string, parts: readonly string[], close: string): string => {
    if (parts.length === 0) return open + close;
    if (indent === undefined) return `${open}${parts.join(", ")}${close}`;
    return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${margin}${close}`;
  };
  const text = (part: string): string =>
    JSON.stringify(part).replace(/[\x7f-\uffff]/g, (unit) =>
      unit === "\x7f" ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  if (value.type === "StringValue") return text(String(value.value));
  if (value.type === "BooleanValue") return String(value.value);
  if (value.type === "NullValue") return "null";
  if (value.type === "IntegerValue") return String(value.value);
  if (value.type === "FloatValue") {
    const shown = toPythonText(value);
    return { nan: "NaN", inf: "Infinity", "-inf": "-Infinity" }[shown] ?? shown;
  }
  if (isList(value)) {
    return wrap(
      "[",
      (value.value as EngineValue[]).map((item) => toJson(item, indent, inner)),
      "]",
    );
  }
  if (value.type === "ObjectValue") {
    const pairs = [...(value.value as Map<string, EngineValue>)].sort(([a], [b]) => compareCodePoints(a, b));
    return wrap(
      "{",
      pairs.map(([key, item]) => `${text(key)}: ${toJson(item, indent, inner)}`),
      "}",
    );
  }
  throw new Error("tojson is for what JSON holds; the value is undefined or a function");
}

/** Python's `round`: to the nearest, and of a number just between two to the even one. */
function roundHalfEven(value: number, places: number): number {
  if (!Number.isFinite(value) || places > 22) return value;
  if (places < 0) {
    const unit = 10 ** -places;
    const [low, rest] = [Math.floor(value / unit), ((value % unit) + unit) % unit];
    return (rest * 2 === unit ? low + (low % 2 === 0 ? 0 : 1) : rest * 2 > unit ? low + 1 : low) * unit;
  }
  const size = Math.abs(value);
  // With so many digits a tie is told from its neighbours, since a double that is none differs within them.
  const exact = size.toFixed(Math.min(100, places + 60));
  const cut = exact.indexOf(".") + 1 + places;
  const isTie = /^5?0*$/.test(exact.slice(cut).replace(".", "")) && exact.slice(cut).replace(".", "").startsWith("5");
  const rounded = Number(isTie ? evenNeighbour(exact.slice(0, cut), places) : size.toFixed(places));
  return value < 0 ? -rounded : rounded;
}

/** Of the digits before a tie, the number itself where its last digit is even, else the next one. */
function evenNeighbour(digits: string, places: number): string {
  const whole = BigInt(digits.replace(".", ""));
  const even = String(whole % 2n === 0n ? whole : whole + 1n).padStart(places + 1, "0");
  return places === 0 ? even : `${even.slice(0, -places)}.${even.slice(-places)}`;
}
