import { TunelabError, type TrackedRun } from "../../core/index.js";
import { say } from "../../texts/index.js";

type Value = string | number | undefined;

interface Clause {
  readonly read: (run: TrackedRun) => Value;
  readonly operator: string;
  readonly operand: string | number | readonly string[];
}

const ATTRIBUTES: Readonly<Record<string, (run: TrackedRun) => Value>> = {
  run_id: ({ info }) => info.runId,
  run_name: ({ info }) => info.runName,
  "run name": ({ info }) => info.runName,
  status: ({ info }) => info.status,
  artifact_uri: ({ info }) => info.artifactUri,
  start_time: ({ info }) => info.startTime,
  created: ({ info }) => info.startTime,
  end_time: ({ info }) => info.endTime,
};
const KINDS: Readonly<Record<string, "metrics" | "params" | "tags" | "attributes">> = {
  metric: "metrics",
  metrics: "metrics",
  param: "params",
  params: "params",
  parameter: "params",
  parameters: "params",
  tag: "tags",
  tags: "tags",
  attribute: "attributes",
  attributes: "attributes",
  run: "attributes",
};
const KEY = String.raw`(?:(\w+)\.)?(?:"([^"]+)"|${"`"}([^${"`"}]+)${"`"}|([\w./:-]+))`;
const CLAUSE = new RegExp(
  String.raw`^\s*${KEY}\s*(!=|>=|<=|=|>|<|\bNOT\s+IN\b|\bIN\b|\bILIKE\b|\bLIKE\b)\s*('(?:[^']*)'|"(?:[^"]*)"|\([^)]*\)|[^\s]+)`,
  "i",
);

/**
 * Reads a filter of MLflow's `search_runs`: clauses on metrics, params, tags and attributes joined by `and`.
 *
 * Throws `invalid_filter` with the clause that was not understood.
 *
 * @example
 * parseRunFilter("metrics.accuracy > 0.9 and tags.team = 'travel'")(run); // true or false
 */
export function parseRunFilter(filter: string): (run: TrackedRun) => boolean {
  const clauses: Clause[] = [];
  let rest = filter.trim();
  while (rest !== "") {
    const match = CLAUSE.exec(rest);
    if (match === null) throw invalidFilter(rest);
    const [all, kind, quoted, ticked, plain, operator, operand] = match;
    clauses.push({
      read: reader(kind, quoted ?? ticked ?? plain!, rest),
      operator: operator!.toUpperCase().replace(/\s+/g, " "),
      operand: readOperand(operand!, rest),
    });
    rest = rest.slice(all.length).trim();
    if (rest === "") break;
    const and = /^and\b/i.exec(rest);
    if (and === null) throw invalidFilter(rest);
    rest = rest.slice(and[0].length).trim();
    if (rest === "") throw invalidFilter("and");
  }
  return (run) => clauses.every((clause) => holds(clause, run));
}

/** Compares runs for `order_by` terms such as `metrics.loss DESC`; without any, newest first. */
export function parseRunOrder(orderBy: readonly string[]): (a: TrackedRun, b: TrackedRun) => number {
  const terms = orderBy.map((term) => {
    const match = new RegExp(String.raw`^\s*${KEY}\s*(ASC|DESC)?\s*$`, "i").exec(term);
    if (match === null) throw invalidFilter(term);
    const [, kind, quoted, ticked, plain, direction] = match;
    return { read: reader(kind, quoted ?? ticked ?? plain!, term), sign: direction?.toUpperCase() === "DESC" ? -1 : 1 };
  });
  return (a, b) => {
    for (const { read, sign } of terms) {
      const [left, right] = [read(a), read(b)];
      if (left === right) continue;
      // A run without the value goes last in either direction.
      if (left === undefined || Number.isNaN(left)) return 1;
      if (right === undefined || Number.isNaN(right)) return -1;
      return left < right ? -sign : sign;
    }
    return b.info.startTime - a.info.startTime || (a.info.runId < b.info.runId ? -1 : 1);
  };
}

function reader(kind: string | undefined, key: string, clause: string): Clause["read"] {
  const where = kind === undefined ? "attributes" : KINDS[kind.toLowerCase()];
  if (where === undefined) throw invalidFilter(clause);
  if (where === "attributes") {
    const attribute = Object.hasOwn(ATTRIBUTES, key.toLowerCase()) ? ATTRIBUTES[key.toLowerCase()] : undefined;
    if (attribute === undefined) throw invalidFilter(clause);
    return attribute;
  }
  return (run) => (Object.hasOwn(run[where], key) ? run[where][key] : undefined);
}

function readOperand(text: string, clause: string): Clause["operand"] {
  if (text.startsWith("(")) {
    return [...text.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, single, double]) => single ?? double ?? "");
  }
  if (/^['"]/.test(text)) return text.slice(1, -1);
  const number = Number(text);
  if (Number.isNaN(number)) throw invalidFilter(clause);
  return number;
}

function holds({ read, operator, operand }: Clause, run: TrackedRun): boolean {
  const value = read(run);
  if (value === undefined) return false;
  const other = typeof value === "number" && typeof operand === "string" ? Number(operand) : operand;
  switch (operator) {
    case "=":
      return value === other;
    case "!=":
      return value !== other;
    case ">":
      return compareValues(value, other) > 0;
    case ">=":
      return compareValues(value, other) >= 0;
    case "<":
      return compareValues(value, other) < 0;
    case "<=":
      return compareValues(value, other) <= 0;
    case "IN":
      return Array.isArray(operand) && operand.includes(String(value));
    case "NOT IN":
      return Array.isArray(operand) && !operand.includes(String(value));
    default:
      return likePattern(String(operand), operator === "ILIKE").test(String(value));
  }
}

/** Numbers by size, texts by code unit; a number and a text cannot be ordered. */
function compareValues(value: string | number, other: Clause["operand"]): number {
  if (typeof value === "number") return typeof other === "number" ? value - other : Number.NaN;
  const text = String(other);
  return value < text ? -1 : value > text ? 1 : 0;
}

function likePattern(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, ignoreCase ? "is" : "s");
}

const invalidFilter = (clause: string): TunelabError =>
  new TunelabError(say("runs.badFilter", { clause: JSON.stringify(clause.trim()) }), {
    code: "invalid_filter",
    hint: say("runs.badFilterHint"),
  });
