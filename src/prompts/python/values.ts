/** A value inside the template engine. */
export interface EngineValue {
  readonly type: string;
  value: unknown;
  /** Whether a list is shown as a tuple. @default whether its type says so */
  readonly isTuple?: boolean;
  /** Python's print of what is a list to the engine and none to Python; throws where that would be an address in memory. */
  readonly print?: () => string;
}

/** A generator to Python: a list of it is none yet, and it cannot be asked for its length or its end. */
export interface GeneratorValue extends EngineValue {
  /** The filter that gives it. */
  readonly generator: string;
}

export const isGenerator = (value: EngineValue): value is GeneratorValue => "generator" in value;

/** Why Python's `use` cannot take a generator, a range or the keys of a dictionary. */
export function noListError(value: EngineValue, use: string): Error {
  const what = isGenerator(value) ? `what the filter ${value.generator} gives` : toPythonText(value).slice(0, 40);
  return new Error(`${use} is not for ${what}, which is no list in Python; write | list before it`);
}

/** Python's `str` of a value. */
export function toPythonText(value: EngineValue): string {
  return value.type === "StringValue" ? String(value.value) : toPythonRepr(value);
}

/** Python's `repr` of a value, which is how it stands in a list. */
export function toPythonRepr(value: EngineValue): string {
  if (value.print !== undefined) return value.print();
  switch (value.type) {
    case "StringValue":
      return quote(String(value.value));
    case "BooleanValue":
      return value.value === true ? "True" : "False";
    case "NullValue":
      return "None";
    case "UndefinedValue":
      return "";
    case "FloatValue":
      return toPythonFloat(value.value as number);
    case "ArrayValue":
      if (value.isTuple === true) return toPythonRepr({ type: "TupleValue", value: value.value });
      return `[${(value.value as EngineValue[]).map(toPythonRepr).join(", ")}]`;
    case "TupleValue": {
      const items = (value.value as EngineValue[]).map(toPythonRepr);
      return `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
    }
    case "ObjectValue": {
      const entries = value.value as Map<string, EngineValue>;
      if (isLoop(value))
        return `<LoopContext ${toPythonRepr(entries.get("index")!)}/${toPythonRepr(entries.get("length")!)}>`;
      const pairs = [...entries];
      return `{${pairs.map(([key, item]) => `${quote(key)}: ${toPythonRepr(item)}`).join(", ")}}`;
    }
    case "FunctionValue":
      throw new Error("a function is printed, which Python shows by its place in memory; call it with ()");
    default:
      return String(value);
  }
}

/** Whether a dictionary is what the engine calls `loop`: no names but its own stand in it. */
export const isLoop = ({ value }: EngineValue): boolean =>
  value instanceof Map && ["index", "length", "revindex0", "previtem", "nextitem"].every((name) => value.has(name));

/** Whether Python takes a value for a number; True is 1 there. */
export const isNumeric = ({ type }: EngineValue): boolean =>
  type === "IntegerValue" || type === "FloatValue" || type === "BooleanValue";

export const isList = ({ type }: EngineValue): boolean => type === "ArrayValue" || type === "TupleValue";

/** Python's `==`: by what a value is, lists and dictionaries by what is in them, 1 and 1.0 and True alike. */
export function pythonEqual(left: EngineValue, right: EngineValue): boolean {
  if (isNumeric(left) && isNumeric(right)) return Number(left.value) === Number(right.value);
  if (left.type !== right.type || (left.print === undefined) !== (right.print === undefined)) return false;
  if (isList(left)) {
    const [a, b] = [left.value as EngineValue[], right.value as EngineValue[]];
    return a.length === b.length && a.every((item, at) => pythonEqual(item, b[at]!));
  }
  if (left.type === "ObjectValue") {
    const [a, b] = [left.value as Map<string, EngineValue>, right.value as Map<string, EngineValue>];
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && pythonEqual(item, b.get(key)!));
  }
  return left.value === right.value;
}

/** Whether Python takes a value for true. */
export function isTrue(value: EngineValue): boolean {
  if (isList(value)) return isGenerator(value) || (value.value as unknown[]).length > 0;
  return value.value instanceof Map ? value.value.size > 0 : Boolean(value.value);
}

/** Python takes exponents from 1e16 and below 1e-4 on, with at least two digits. */
function toPythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e16)) {
    return Number.isInteger(value) ? `${Object.is(value, -0) ? "-" : ""}${value.toFixed(1)}` : String(value);
  }
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(mark, `\\${mark}`);
  return mark + escaped + mark;
}
