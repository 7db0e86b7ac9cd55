import type { z } from "zod";
import { type ApiError, badRequest } from "./api-error.js";

/**
 * Parses a request body, or throws the provider's 400 for the first thing that is wrong with it.
 *
 * @example
 * parseBody(z.strictObject({ temperature: z.number() }), { temperature: "hot" });
 * // ApiError: Invalid type for 'temperature': expected a number, but got a string instead.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badRequest(
      "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)",
    );
  }
  refuseManyProperties(body);
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw toApiError(result.error.issues[0]!, body);
}

/** Most entries of the objects that clients fill as they like; OpenAI's limit of `metadata`, and one for `logit_bias`. */
const MOST_PROPERTIES = { metadata: 16, logit_bias: 1024 };

/** Far more than any request knows. */
const MOST_ARGUMENTS = 500;

/** Counts before each entry is checked, which holds up everything else. */
function refuseManyProperties(body: object): void {
  const names = Object.keys(body).length;
  if (names > MOST_ARGUMENTS) throw badRequest(`${names} request arguments supplied, most of which do not exist.`);
  for (const [name, most] of Object.entries(MOST_PROPERTIES)) {
    const value = (body as Readonly<Record<string, unknown>>)[name];
    const count = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
    if (count <= most) continue;
    throw badRequest(
      `Invalid '${name}': too many properties. Expected an object with at most ${most} properties, but got an object with ${count} properties instead.`,
      name,
      "object_above_max_properties",
    );
  }
}

/** Unknown names that a message lists; the rest is counted. */
const MOST_NAMES = 10;

function toApiError(issue: z.core.$ZodIssue, body: unknown): ApiError {
  const deepest = deepestIssue(issue);
  const param = formatPath(deepest.path);
  const value = valueAt(body, deepest.path);
  switch (deepest.code) {
    case "unrecognized_keys":
      return badRequest(
        `Unrecognized request argument${deepest.keys.length > 1 ? "s" : ""} supplied: ${deepest.keys.slice(0, MOST_NAMES).map(shorten).join(", ")}${deepest.keys.length > MOST_NAMES ? ` and ${deepest.keys.length - MOST_NAMES} more` : ""}`,
      );
    case "invalid_type":
      if (value === undefined) {
        return badRequest(`Missing required parameter: '${param}'.`, param, "missing_required_parameter");
      }
      return badRequest(
        `Invalid type for '${param}': expected ${article(deepest.expected)}, but got ${article(typeName(value))} instead.`,
        param,
        "invalid_type",
      );
    case "invalid_union":
      if (value === undefined) {
        return badRequest(`Missing required parameter: '${param}'.`, param, "missing_required_parameter");
      }
      return badRequest(
        `Invalid type for '${param}': got ${article(typeName(value))}, which is none of the accepted types.`,
        param,
        "invalid_type",
      );
    case "invalid_value":
      if (value === undefined) {
        return badRequest(`Missing required parameter: '${param}'.`, param, "missing_required_parameter");
      }
      return badRequest(
        `Invalid value: ${show(value)}. Supported values are: ${deepest.values.map((allowed) => `'${String(allowed)}'`).join(", ")}.`,
        param,
        "invalid_value",
      );
    case "too_big":
    case "too_small":
      return rangeError(deepest, param, value);
    default:
      return badRequest(`Invalid '${param}': ${deepest.message}`, param, "invalid_value");
  }
}

function rangeError(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall, param: string, value: unknown): ApiError {
  const above = issue.code === "too_big";
  const limit = issue.code === "too_big" ? issue.maximum : issue.minimum;
  const side = above ? "above_max" : "below_min";
  if (issue.origin === "array") {
    const length = Array.isArray(value) ? value.length : 0;
    return badRequest(
      `Invalid '${param}': array too ${above ? "long" : "short"}. Expected an array with ${above ? "maximum" : "minimum"} length ${limit}, but got an array with length ${length} instead.`,
      param,
      `array_${side}_length`,
    );
  }
  if (issue.origin === "string") {
    const length = typeof value === "string" ? value.length : 0;
    return badRequest(
      `Invalid '${param}': string too ${above ? "long" : "short"}. Expected a string with ${above ? "maximum" : "minimum"} length ${limit}, but got a string with length ${length} instead.`,
      param,
      `string_${side}_length`,
    );
  }
  const kind = Number.isInteger(value) ? "integer" : "decimal";
  return badRequest(
    `Invalid '${param}': ${kind} ${above ? "above maximum" : "below minimum"} value. Expected a value ${above ? "<=" : ">="} ${limit}, but got ${show(value)} instead.`,
    param,
    `${kind}_${side}_value`,
  );
}

/**
 * Of a union's branches, the one that got furthest into the value says best what is wrong, and one whose constants are
 * right better than one that has another `type`. Where none has the right constant, all of theirs are possible.
 */
function deepestIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .map((candidate) => deepestIssue({ ...candidate, path: [...issue.path, ...candidate.path] }))
    .filter(({ path, code }) => path.length > issue.path.length || code === "too_big" || code === "too_small");
  const isConstant = ({ code }: z.core.$ZodIssue): number => (code === "invalid_value" ? 1 : 0);
  inner.sort((a, b) => b.path.length - a.path.length || isConstant(a) - isConstant(b));
  const deepest = inner[0] ?? issue;
  if (deepest.code !== "invalid_value") return deepest;
  const values = inner.flatMap((other) =>
    other.code === "invalid_value" && formatPath(other.path) === formatPath(deepest.path) ? other.values : [],
  );
  return { ...deepest, values };
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? shorten(String(part)) : `.${shorten(String(part))}`,
    )
    .join("");
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part],
    body,
  );
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "decimal";
  return typeof value;
}

function article(type: string): string {
  const word = { int: "integer", record: "object", number: "number", bool: "boolean" }[type] ?? type;
  if (word === "null") return "null";
  return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}

function show(value: unknown): string {
  return shorten(typeof value === "string" ? `'${value}'` : (JSON.stringify(value) ?? String(value)));
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
