import { checkOneOf, labelled, optionError, quoteGiven, TunelabError } from "../../../core/index.js";
import { Feedback } from "./feedback.js";
import { scorer, type Scorer, type ScorerOptions } from "./scorer.js";
import { say } from "../../../texts/index.js";

/** Text of an answer: a text itself, anything else as JSON; `undefined` when there is none. */
export function toText(outputs: unknown): string | undefined {
  if (outputs === null || outputs === undefined) return undefined;
  return typeof outputs === "string" ? outputs : JSON.stringify(outputs);
}

const rate = (passes: boolean, rationale: string): Feedback =>
  new Feedback({ value: passes ? "yes" : "no", rationale });

/**
 * Checks that the answer matches a pattern: "yes" or "no", as MLflow's RegexMatch.
 *
 * Throws `invalid_option` for a pattern that is none.
 *
 * @example
 * RegexMatch({ pattern: "^Answer:" });
 */
export function RegexMatch(
  options: ScorerOptions & {
    readonly pattern: string | RegExp;
    /** Anywhere in the answer, or the whole of it. @default "search" */
    readonly matchType?: "search" | "fullmatch";
    /** @default false */
    readonly caseInsensitive?: boolean;
  },
): Scorer {
  const { pattern, matchType = "search", caseInsensitive = false, name = "regex_match" } = options;
  checkOneOf("matchType", matchType, ["search", "fullmatch"]);
  if (typeof pattern !== "string" && !(pattern instanceof RegExp)) {
    throw optionError(
      "pattern",
      say("evaluate.isPattern"),
      quoteGiven(pattern),
      say("evaluate.badThresholdHint", { code: 'RegexMatch({ pattern: "^Answer:" })' }),
    );
  }
  const given = typeof pattern === "string" ? pattern : pattern.source;
  const flags = new Set([
    ...(typeof pattern === "string" ? "u" : pattern.flags.replace(/[gy]/g, "")),
    ...(caseInsensitive ? "i" : ""),
  ]);
  const compiled = compile(matchType === "fullmatch" ? `^(?:${given})$` : given, [...flags].join(""));
  return scorer(
    ({ outputs }) => {
      const text = toText(outputs);
      if (text === undefined) return rate(false, say("evaluate.noAnswer"));
      const found = compiled.test(text);
      return rate(found, say(found ? "evaluate.matches" : "evaluate.matchesNot", { pattern: JSON.stringify(given) }));
    },
    { ...options, name },
  );
}

function compile(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new TunelabError(
      say("evaluate.badPattern", { pattern: JSON.stringify(pattern), message: (error as Error).message }),
      {
        code: "invalid_option",
        hint: say("evaluate.badPatternHint"),
        cause: error,
      },
    );
  }
}

/**
 * Checks that the answer is neither too short nor too long: "yes" or "no", as MLflow's ResponseLength.
 *
 * Throws `invalid_option` without bounds, or with bounds that exclude each other.
 *
 * @example
 * ResponseLength({ maxLength: 100, unit: "words" });
 */
export function ResponseLength(
  options: ScorerOptions & {
    readonly minLength?: number;
    readonly maxLength?: number;
    /** Code points, or words between white space. @default "chars" */
    readonly unit?: "chars" | "words";
  },
): Scorer {
  const { minLength = 0, maxLength = Infinity, unit = "chars", name = "response_length" } = options;
  checkOneOf("unit", unit, ["chars", "words"]);
  if (options.minLength === undefined && options.maxLength === undefined) {
    throw new TunelabError(say("evaluate.noLength"), {
      code: "invalid_option",
      hint: say("evaluate.noLengthHint", { code: "ResponseLength({ maxLength: 500 })" }),
    });
  }
  if (!(minLength >= 0 && maxLength >= minLength)) {
    throw new TunelabError(say("evaluate.badLength", { low: String(minLength), high: String(maxLength) }), {
      code: "invalid_option",
      hint: say("evaluate.badLengthHint"),
    });
  }
  return scorer(
    ({ outputs }) => {
      const text = toText(outputs);
      if (text === undefined) return rate(false, say("evaluate.noAnswer"));
      const length = unit === "words" ? (text.match(/\S+/g) ?? []).length : [...text].length;
      const verdict = length < minLength ? "tooShort" : length > maxLength ? "tooLong" : "withinBounds";
      return rate(verdict === "withinBounds", `${labelled(`${length} ${unit}`, say(`evaluate.${verdict}`))}.`);
    },
    { ...options, name },
  );
}

/** Kinds of personal data that {@link PIIDetection} looks for. */
export type PiiType = "email" | "phone" | "ssn" | "credit_card" | "ip_address";

const PII: Readonly<Record<PiiType, RegExp>> = {
  email: /\b[\w.%+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/i,
  phone: /(?<![\w.-])(?:\+[1-9]\d{7,14}|(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4})(?![\w-])/,
  ssn: /(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/,
  credit_card:
    /(?<![\w-])(?:4\d{3}|5[1-5]\d{2}|6011|65\d{2})(?:[- ]?\d{4}){3}(?![\w-])|(?<![\w-])3[47]\d{2}[- ]?\d{6}[- ]?\d{5}(?![\w-])/,
  ip_address: /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/,
};

/**
 * Checks that the answer holds no personal data: "yes" when clean, "no" when something looks like it.
 *
 * Looks for patterns only, so it finds too much rather than too little; it knows nothing of names and addresses.
 *
 * @example
 * PIIDetection({ piiTypes: ["email", "phone"] });
 */
export function PIIDetection(options: ScorerOptions & { readonly piiTypes?: readonly PiiType[] } = {}): Scorer {
  const types = options.piiTypes ?? (Object.keys(PII) as PiiType[]);
  const unknown = types.find((type) => !Object.hasOwn(PII, type));
  if (unknown !== undefined) {
    throw new TunelabError(say("evaluate.noPersonalKind", { kind: JSON.stringify(unknown) }), {
      code: "invalid_option",
      hint: say("evaluate.noPersonalKindHint", { kinds: Object.keys(PII).join(", ") }),
    });
  }
  return scorer(
    ({ outputs }) => {
      const text = toText(outputs);
      if (text === undefined) return rate(false, say("evaluate.noAnswer"));
      const found = types.filter((type) => PII[type].test(text));
      return found.length > 0
        ? rate(false, `Detected: ${found.join(", ")}.`)
        : rate(true, say("evaluate.nothingDetected"));
    },
    { ...options, name: options.name ?? "pii_detection" },
  );
}
