import { isList, isNumeric, pythonEqual, toPythonRepr, toPythonText, type EngineValue } from "./values.js";

/** Makes values of the engine. */
export interface ValueMaker {
  readonly text: (value: string) => EngineValue;
  readonly integer: (value: number) => EngineValue;
  readonly float: (value: number) => EngineValue;
  readonly boolean: (value: boolean) => EngineValue;
  readonly list: (items: readonly EngineValue[]) => EngineValue;
  readonly pair: (key: EngineValue, value: EngineValue) => EngineValue;
  /** A group of `groupby`: a pair whose parts are called `grouper` and `list` too. */
  readonly group: (grouper: EngineValue, list: EngineValue) => EngineValue;
  /** What the engine walks through as a list and Python prints otherwise: a range, the keys of a dictionary. */
  readonly view: (items: readonly EngineValue[], print: () => string) => EngineValue;
  /** What a filter gives that is a generator in Python. */
  readonly generator: (items: readonly EngineValue[], filter: string) => EngineValue;
  readonly dictionary: (pairs: readonly (readonly [string, EngineValue])[]) => EngineValue;
  readonly nothing: () => EngineValue;
}

export const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">=", "in", "not in"]);

/**
 * Computes `left operator right` as Python does: `%` has the divisor's sign, True counts as 1, a text times 3 is thrice the
 * text, and values of different kinds are not equal. `undefined` leaves it to the engine.
 *
 * Throws for what Python refuses, and for whole numbers beyond 2^53, which Python computes exactly and numbers here cannot.
 */
export function computeBinary(
  operator: string,
  left: EngineValue,
  right: EngineValue,
  make: ValueMaker,
): EngineValue | undefined {
  if (left.type === "UndefinedValue" || right.type === "UndefinedValue") {
    return operator === "~" ? make.text(toPythonText(left) + toPythonText(right)) : undefined;
  }
  if (operator === "~") return make.text(toPythonText(left) + toPythonText(right));
  if (operator === "==") return make.boolean(pythonEqual(left, right));
  if (operator === "!=") return make.boolean(!pythonEqual(left, right));
  if ((operator === "in" || operator === "not in") && isList(right)) {
    const found = (right.value as EngineValue[]).some((item) => pythonEqual(item, left));
    return make.boolean(found === (operator === "in"));
  }
  if (isNumeric(left) && isNumeric(right)) return computeNumbers(operator, left, right, make);
  if (operator === "*") {
    const [many, count] = left.type === "IntegerValue" ? [right, left] : [left, right];
    const times = Math.max(0, Number(count.value));
    if (count.type === "IntegerValue" && many.type === "StringValue")
      return make.text(String(many.value).repeat(times));
    if (count.type === "IntegerValue" && isList(many)) {
      return make.list(Array.from({ length: times }, () => many.value as EngineValue[]).flat());
    }
  }
  if (operator === "%" && left.type === "StringValue") return make.text(formatPercent(String(left.value), right));
  if (left.type === "StringValue" && right.type === "StringValue") {
    const [a, b] = [String(left.value), String(right.value)];
    const compared = compareWith(operator, compareCodePoints(a, b));
    if (compared !== undefined) return make.boolean(compared);
  } else if (operator === "+" && (left.type === "StringValue" || right.type === "StringValue")) {
    const other = left.type === "StringValue" ? right : left;
    throw new Error(`a text and ${toPythonRepr(other)} cannot be added; write ~ to join them`);
  }
  return undefined;
}

function computeNumbers(
  operator: string,
  left: EngineValue,
  right: EngineValue,
  make: ValueMaker,
): EngineValue | undefined {
  const [a, b] = [Number(left.value), Number(right.value)];
  const compared = compareWith(operator, a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN);
  if (compared !== undefined) return make.boolean(compared);
  const isFloat = left.type === "FloatValue" || right.type === "FloatValue";
  const number = (value: number): EngineValue => {
    if (isFloat) return make.float(value);
    if (Number.isSafeInteger(value)) return make.integer(value);
    throw new Error(`${a} ${operator} ${b} is a whole number beyond 2^53, which is not computed`);
  };
  if (["/", "//", "%"].includes(operator) && b === 0) throw new Error(`${a} ${operator} 0 is a division by zero`);
  switch (operator) {
    case "+":
      return number(a + b);
    case "-":
      return number(a - b);
    case "*":
      return number(a * b);
    case "/":
      return make.float(a / b);
    case "//":
      return number(Math.floor(a / b));
    case "%": {
      const rest = a % b;
      return number(rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0);
    }
    case "**":
      if (a === 0 && b < 0) throw new Error(`0 ** ${b} is a division by zero`);
      if (Number.isNaN(a ** b)) throw new Error(`${a} ** ${b} is a complex number, which is not computed`);
      return !isFloat && b < 0 ? make.float(a ** b) : number(a ** b);
    default:
      return undefined;
  }
}

function compareWith(operator: string, order: number): boolean | undefined {
  switch (operator) {
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
    default:
      return undefined;
  }
}

/** Python compares texts by code points, JavaScript by the halves of UTF-16. */
export function compareCodePoints(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = a[at]!.codePointAt(0)! - b[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const PLACE = /%(?:\((\w+)\))?(?:\.(\d+))?([a-zA-Z%])/g;

/** `"%s of %d" % (a, b)`, for the letters s, r, d, i and f; throws for others and for flags and widths. */
function formatPercent(pattern: string, given: EngineValue): string {
  const values = given.type === "TupleValue" ? [...(given.value as EngineValue[])] : [given];
  const next = (name: string | undefined): EngineValue => {
    const value = name === undefined ? values.shift() : (given.value as Map<string, EngineValue>).get?.(name);
    if (value === undefined) throw new Error(`there is no value for a % of the text ${JSON.stringify(pattern)}`);
    return value;
  };
  const rest = pattern.replace(PLACE, "");
  if (rest.includes("%")) throw new Error(`the text ${JSON.stringify(pattern)} has a form of % that is not supported`);
  let named = false;
  const text = pattern.replace(PLACE, (form, name: string | undefined, digits: string | undefined, letter: string) => {
    if (letter === "%") return "%";
    named ||= name !== undefined;
    const value = next(name);
    if (letter === "s" && digits === undefined) return toPythonText(value);
    if (letter === "r" && digits === undefined) return toPythonRepr(value);
    if (isNumeric(value) && letter === "f") return Number(value.value).toFixed(Number(digits ?? 6));
    if (isNumeric(value) && "di".includes(letter) && digits === undefined) {
      return String(Math.trunc(Number(value.value)));
    }
    throw new Error(`${form} of ${toPythonRepr(value)} is not supported`);
  });
  if (!named && values.length > 0 && given.type !== "ObjectValue") {
    throw new Error(`not all values are used by the text ${JSON.stringify(pattern)}`);
  }
  return text;
}
