import { z } from "zod";
import {
  characters,
  choice,
  DIGIT,
  oneOf,
  optional,
  repeat,
  sequence,
  text,
  type CodePointRange,
  type Rule,
} from "../grammar-rules.js";

const digits = (count: number): Rule => repeat(DIGIT, count, count);
const range = (from: string, to: string): Rule => characters([from.charCodeAt(0), to.charCodeAt(0)]);
const LOWER: CodePointRange = [0x61, 0x7a];
const UPPER: CodePointRange = [0x41, 0x5a];
const DIGITS: CodePointRange = [0x30, 0x39];
const HEX = characters(DIGITS, [0x41, 0x46], [0x61, 0x66]);
const LETTER_OR_DIGIT = characters(DIGITS, UPPER, LOWER);

/** `01` to `28`, `29`, `30` or `31`. */
function dayUpTo(last: 28 | 30 | 31): Rule {
  const tens = choice(sequence(text("0"), range("1", "9")), sequence(text("1"), DIGIT));
  if (last === 28) return choice(tens, sequence(text("2"), range("0", "8")));
  return choice(tens, sequence(text("2"), DIGIT), sequence(text("3"), last === 30 ? text("0") : range("0", "1")));
}

const months = (...names: readonly string[]): Rule => choice(...names.map(text));

/** Two digits that are a multiple of 4, without `00`. */
const LEAP = choice(
  sequence(text("0"), oneOf("48")),
  sequence(oneOf("2468"), oneOf("048")),
  sequence(oneOf("13579"), oneOf("26")),
);

/** RFC 3339, days that the calendar has. */
const DATE = choice(
  sequence(
    digits(4),
    text("-"),
    choice(
      sequence(months("01", "03", "05", "07", "08", "10", "12"), text("-"), dayUpTo(31)),
      sequence(months("04", "06", "09", "11"), text("-"), dayUpTo(30)),
      sequence(text("02-"), dayUpTo(28)),
    ),
  ),
  sequence(choice(sequence(digits(2), LEAP), sequence(choice(LEAP, text("00")), text("00"))), text("-02-29")),
);

const HOUR = choice(sequence(oneOf("01"), DIGIT), sequence(text("2"), range("0", "3")));
const SIXTY = sequence(range("0", "5"), DIGIT);

/** RFC 3339, without leap seconds. */
const TIME = sequence(
  HOUR,
  text(":"),
  SIXTY,
  text(":"),
  SIXTY,
  optional(sequence(text("."), repeat(DIGIT, 1, 9))),
  choice(text("Z"), sequence(oneOf("+-"), HOUR, text(":"), SIXTY)),
);

/** RFC 3339, appendix A. */
const DURATION = (() => {
  const part = (unit: string): Rule => sequence(repeat(DIGIT, 1, 9), text(unit));
  // After years come months, after months days: none may be skipped.
  const successors = (units: readonly string[]): Rule => {
    const [first, ...others] = units;
    return others.length === 0 ? part(first!) : sequence(part(first!), optional(successors(others)));
  };
  const chain = (units: readonly string[]): Rule => choice(...units.map((_, index) => successors(units.slice(index))));
  const time = sequence(text("T"), chain(["H", "M", "S"]));
  return sequence(text("P"), choice(sequence(chain(["Y", "M", "D"]), optional(time)), time, part("W")));
})();

/** At most 31 letters, digits and, inside, hyphens: seven labels are shorter than the 253 characters of a name. */
const LABEL = sequence(
  LETTER_OR_DIGIT,
  optional(sequence(repeat(characters(DIGITS, UPPER, LOWER, [0x2d, 0x2d]), 0, 29), LETTER_OR_DIGIT)),
);
const HOSTNAME = sequence(LABEL, repeat(sequence(text("."), LABEL), 0, 6));
const DOMAIN = sequence(
  LABEL,
  repeat(sequence(text("."), LABEL), 0, 5),
  text("."),
  repeat(characters(UPPER, LOWER), 2, 20),
);
const LOCAL_PART = repeat(characters(DIGITS, UPPER, LOWER, [0x2b, 0x2b], [0x2d, 0x2d], [0x5f, 0x5f]), 1, 30);

const OCTET = choice(
  DIGIT,
  sequence(range("1", "9"), DIGIT),
  sequence(text("1"), digits(2)),
  sequence(text("2"), range("0", "4"), DIGIT),
  sequence(text("25"), range("0", "5")),
);
const GROUP = repeat(HEX, 1, 4);
const hexadecimal = (count: number): Rule => repeat(HEX, count, count);

/** All eight groups, or fewer around one `::`. */
const IPV6 = choice(
  sequence(repeat(sequence(GROUP, text(":")), 7, 7), GROUP),
  text("::"),
  sequence(text(":"), repeat(sequence(text(":"), GROUP), 1, 7)),
  ...Array.from({ length: 6 }, (_, index) =>
    sequence(
      repeat(sequence(GROUP, text(":")), index + 1, index + 1),
      repeat(sequence(text(":"), GROUP), 1, 6 - index),
    ),
  ),
);

/** An absolute http or https address with a path and a query of common characters. */
const URI = sequence(
  text("http"),
  optional(text("s")),
  text("://"),
  HOSTNAME,
  optional(sequence(text(":"), range("1", "9"), repeat(DIGIT, 0, 3))),
  repeat(sequence(text("/"), repeat(characters(DIGITS, UPPER, LOWER, [0x2d, 0x2e], [0x5f, 0x5f], [0x7e, 0x7e]), 0)), 0),
  optional(
    sequence(
      text("?"),
      repeat(characters(DIGITS, UPPER, LOWER, [0x26, 0x26], [0x2d, 0x2e], [0x3d, 0x3d], [0x5f, 0x5f]), 0),
    ),
  ),
);

/** What a string of each format looks like; each is part of the format, some, such as `email`, not all of it. */
export const STRING_FORMATS: ReadonlyMap<string, Rule> = new Map([
  ["date-time", sequence(DATE, text("T"), TIME)],
  ["date", DATE],
  ["time", TIME],
  ["duration", DURATION],
  ["email", sequence(LOCAL_PART, repeat(sequence(text("."), LOCAL_PART), 0, 1), text("@"), DOMAIN)],
  ["hostname", HOSTNAME],
  ["ipv4", sequence(repeat(sequence(OCTET, text(".")), 3, 3), OCTET)],
  ["ipv6", IPV6],
  ["uri", URI],
  [
    "uuid",
    // RFC 9562: the version, then the variant.
    sequence(
      ...[hexadecimal(8), text("-"), hexadecimal(4), text("-")],
      ...[range("1", "8"), hexadecimal(3), text("-"), oneOf("89abAB"), hexadecimal(3), text("-"), hexadecimal(12)],
    ),
  ],
]);

/**
 * Patterns that stand beside a format and that every string above holds, though a grammar could not hold them alone:
 * zod writes `z.email()` with both.
 */
export const IMPLIED_PATTERNS: ReadonlyMap<string, string> = new Map([["email", z.core.regexes.email.source]]);
