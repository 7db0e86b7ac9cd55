import {
  characters,
  choice,
  DIGIT,
  EMPTY,
  NOTHING,
  optional,
  repeat,
  sequence,
  text,
  type Grammar,
  type Rule,
} from "./grammar-rules.js";

/** What a number must be. */
export interface NumberRange {
  readonly integer: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** Digits within which every reader's floating-point numbers keep their order and their distance. */
const EXACT_DIGITS = 15;
/** Digits after the point that are offered where the limits have fewer. */
const USUAL_DECIMALS = 6;
/** Largest number that is written; whole numbers of readers are exact up to about here. */
const LARGEST = 10n ** 16n - 1n;
/** Above this many remainders a grammar of the multiples is too large. */
const MOST_REMAINDERS = 128n;

const WHOLE: Rule = choice(text("0"), sequence(characters([0x31, 0x39]), repeat(DIGIT, 0, EXACT_DIGITS - 1)));
const MINUS = optional(text("-"));

/**
 * Numbers within limits, as JSON writes them. `undefined` when the limits are more than a grammar can hold.
 *
 * Without limits a number has up to 15 digits before and after the point; with limits up to 15 digits in all, so that
 * none is rounded across a limit when it is read.
 *
 * @example
 * numberRule(grammar, { integer: true, minimum: 1, maximum: 5 }); // [1-5]
 */
export function numberRule(grammar: Grammar, range: NumberRange): Rule | undefined {
  const { integer, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = range;
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].filter((bound) => bound !== undefined);
  if (bounds.length === 0 && multipleOf === undefined) {
    if (integer) return sequence(MINUS, WHOLE);
    const exponent = sequence(characters([0x45, 0x45], [0x65, 0x65]), optional(characters([0x2b, 0x2b], [0x2d, 0x2d])));
    return sequence(
      MINUS,
      WHOLE,
      optional(sequence(text("."), repeat(DIGIT, 1, EXACT_DIGITS))),
      optional(sequence(exponent, repeat(DIGIT, 1, 2))),
    );
  }
  if (farLimit(range) !== undefined) return undefined;
  const largest = Math.max(0, ...bounds.map(Math.abs).filter((bound) => bound < Number(LARGEST)));
  const open = (minimum ?? exclusiveMinimum) === undefined || (maximum ?? exclusiveMaximum) === undefined;
  const before = Math.max(String(Math.trunc(largest)).length, open ? 9 : 1);
  const wanted =
    multipleOf === undefined
      ? Math.max(USUAL_DECIMALS, ...bounds.map((bound) => decimalsOf(bound) + 1))
      : decimalsOf(multipleOf);
  const decimals = integer ? 0 : Math.max(0, Math.min(wanted, EXACT_DIGITS - before));
  const step = multipleOf === undefined ? 1n : toScaled(multipleOf, decimals, "exact");
  if (step === undefined) return integer ? wholeMultiples(grammar, range) : undefined;
  const limit = integer && step === 1n ? LARGEST : 10n ** BigInt(integer ? EXACT_DIGITS : before + decimals) - 1n;
  // Above 2^53 every second whole number is rounded to its neighbour.
  const beside = (bound: number): bigint => (integer && Math.abs(bound) >= 2 ** 53 ? 2n : 1n);
  let low = -limit;
  let high = limit;
  const raise = (bound: bigint): void => void (low = bound > low ? bound : low);
  const lower = (bound: bigint): void => void (high = bound < high ? bound : high);
  if (minimum !== undefined) raise(toScaled(minimum, decimals, "up")!);
  if (exclusiveMinimum !== undefined) raise(toScaled(exclusiveMinimum, decimals, "down")! + beside(exclusiveMinimum));
  if (maximum !== undefined) lower(toScaled(maximum, decimals, "down")!);
  if (exclusiveMaximum !== undefined) lower(toScaled(exclusiveMaximum, decimals, "up")! - beside(exclusiveMaximum));
  const positive = between(grammar, low > 0n ? low : 0n, high, decimals, step);
  const negative = between(grammar, high < 0n ? -high : 1n, -low, decimals, step);
  if (positive === undefined || negative === undefined) return undefined;
  return choice(positive, sequence(text("-"), negative));
}

/**
 * The limit of a range that lies beyond every number that is written, where numbers would hold it.
 *
 * @example
 * farLimit({ minimum: 1e20 }); // "minimum"
 */
export function farLimit(
  range: Partial<NumberRange>,
): "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" | undefined {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity, exclusiveMaximum = Infinity } = range;
  const least = Math.max(minimum, exclusiveMinimum);
  const most = Math.min(maximum, exclusiveMaximum);
  // Limits that exclude each other are no matter of digits.
  if (least > most) return undefined;
  if (least >= Number(LARGEST)) return minimum === least ? "minimum" : "exclusiveMinimum";
  if (most <= -Number(LARGEST)) return maximum === most ? "maximum" : "exclusiveMaximum";
  return undefined;
}

/** Whole multiples of a fraction: of 0.5 every whole number, of 2.5 every fifth. */
function wholeMultiples(grammar: Grammar, range: NumberRange): Rule | undefined {
  const decimals = decimalsOf(range.multipleOf!);
  const scaled = toScaled(range.multipleOf!, decimals, "exact");
  if (scaled === undefined || scaled <= 0n || decimals > EXACT_DIGITS) return undefined;
  const unit = 10n ** BigInt(decimals);
  const step = scaled / greatestCommonDivisor(scaled, unit);
  return numberRule(grammar, { ...range, multipleOf: Number(step) });
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** Digits after the point of a number's shortest decimal notation. */
function decimalsOf(value: number): number {
  const [mantissa, exponent = "0"] = String(Math.abs(value)).split("e");
  return Math.max(0, (mantissa!.split(".")[1]?.length ?? 0) - Number(exponent));
}

/** A number in units of 10^-decimals. */
function toScaled(value: number, decimals: number, rounding: "up" | "down" | "exact"): bigint | undefined {
  const [mantissa, exponent = "0"] = String(Math.abs(value)).split("e");
  const [whole, fraction = ""] = mantissa!.split(".");
  const shift = Number(exponent) - fraction.length + decimals;
  const digits = BigInt(whole! + fraction);
  if (shift >= 0) return (value < 0 ? -digits : digits) * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  const remainder = digits % divisor !== 0n;
  if (remainder && rounding === "exact") return undefined;
  const quotient = digits / divisor;
  const away = remainder && (rounding === "up") === value > 0 ? 1n : 0n;
  return value < 0 ? -(quotient + away) : quotient + away;
}

/** The multiples of `step` from `low` to `high`, none below 0, in units of 10^-decimals. */
function between(grammar: Grammar, low: bigint, high: bigint, decimals: number, step: bigint): Rule | undefined {
  if (low > high) return NOTHING;
  const options: Rule[] = [];
  const unit = 10n ** BigInt(decimals);
  const [shortest, longest] = [String(low / unit).length, String(high / unit).length];
  for (let whole = shortest; whole <= longest; whole++) {
    const floor = whole === 1 ? 0n : 10n ** BigInt(whole - 1) * unit;
    const ceiling = 10n ** BigInt(whole) * unit - 1n;
    const digits = digitsRule(
      grammar,
      low > floor ? low : floor,
      high < ceiling ? high : ceiling,
      { whole, decimals },
      step,
    );
    if (digits === undefined) return undefined;
    options.push(digits);
  }
  return choice(...options);
}

/** Numbers with so many digits before the point and at most so many after it. */
function digitsRule(
  grammar: Grammar,
  low: bigint,
  high: bigint,
  { whole, decimals }: { readonly whole: number; readonly decimals: number },
  step: bigint,
): Rule | undefined {
  const length = whole + decimals;
  const least = String(low).padStart(length, "0");
  const most = String(high).padStart(length, "0");
  if (modulusBefore(step, length) > MOST_REMAINDERS) return undefined;
  const known = new Map<string, Rule>();
  const mayStop = (at: number, rest: bigint, atLeast: boolean): boolean =>
    at >= whole && (!atLeast || /^0*$/.test(least.slice(at))) && (rest * 10n ** BigInt(length - at)) % step === 0n;
  /** What follows the first `at` digits, which leave a remainder and may still be those of a limit. */
  const after = (at: number, rest: bigint, atLeast: boolean, atMost: boolean, needed: boolean): Rule => {
    const free = !atLeast && !atMost && step === 1n;
    if (free) {
      const fraction = decimals === 0 ? EMPTY : optional(sequence(text("."), repeat(DIGIT, 1, decimals)));
      if (at === whole && !needed) return fraction;
      if (at < whole) return sequence(repeat(DIGIT, whole - at, whole - at), fraction);
      return at === length ? EMPTY : repeat(DIGIT, needed ? 1 : 0, length - at);
    }
    if (at === length) return mayStop(at, rest, atLeast) ? EMPTY : NOTHING;
    if (isTooFar(rest, length - at, step)) return NOTHING;
    const key = `${at} ${rest} ${atLeast} ${atMost} ${needed}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const from = atLeast ? Number(least[at]) : 0;
    const to = atMost ? Number(most[at]) : 9;
    const options: Rule[] = [];
    if (!needed && mayStop(at, rest, atLeast)) options.push(EMPTY);
    const pointHere = at === whole && !needed;
    if (pointHere) options.push(sequence(text("."), after(at, rest, atLeast, atMost, true)));
    else {
      const modulus = modulusBefore(step, length - at - 1);
      for (const { first, last, remainder } of nextDigits(from, to, rest, modulus, atLeast, atMost)) {
        const next = after(at + 1, remainder, atLeast && first === from, atMost && last === to, false);
        options.push(sequence(characters([0x30 + first, 0x30 + last]), next));
      }
    }
    const rule = grammar.add(choice(...options));
    known.set(key, rule);
    return rule;
  };
  return after(0, 0n, true, true, true);
}

/** What the digits so far must be known modulo, when `left` digits are still to come and the number is a multiple of `step`. */
function modulusBefore(step: bigint, left: number): bigint {
  return step / greatestCommonDivisor(step, 10n ** BigInt(left));
}

/** Whether no digits that are still to come make the number a multiple of `step`. */
function isTooFar(rest: bigint, left: number, step: bigint): boolean {
  const scale = 10n ** BigInt(left);
  return (step - ((rest * scale) % step)) % step >= scale;
}

/** Next digits that lead to the same place: those strictly inside the limits together, where no remainder counts. */
function nextDigits(
  from: number,
  to: number,
  rest: bigint,
  modulus: bigint,
  atLeast: boolean,
  atMost: boolean,
): { readonly first: number; readonly last: number; readonly remainder: bigint }[] {
  const single = (digit: number): { first: number; last: number; remainder: bigint } => ({
    first: digit,
    last: digit,
    remainder: (rest * 10n + BigInt(digit)) % modulus,
  });
  if (modulus !== 1n) return Array.from({ length: to - from + 1 }, (_, offset) => single(from + offset));
  const found: { first: number; last: number; remainder: bigint }[] = [];
  let [first, last] = [from, to];
  if (atLeast && first <= last) found.push(single(first++));
  if (atMost && first <= last) found.push(single(last--));
  if (first <= last) found.push({ first, last, remainder: 0n });
  return found;
}
