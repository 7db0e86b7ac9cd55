import { findSimilar, joinClauses, TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import type { Evaluator, EvaluatorFunction } from "../evaluators/evaluator.js";

/** Where an evaluator's input comes from: `"${data.answer}"` or `"${target.response}"`. */
export type ColumnMapping = Readonly<Record<string, string>>;

/** Settings per evaluator; `default` is for those without their own. */
export type AzureEvaluatorConfig = Readonly<
  Record<string, { readonly columnMapping?: ColumnMapping; readonly column_mapping?: ColumnMapping }>
>;

/** Evaluators by the name that their results carry. */
export type Evaluators = Readonly<Record<string, Evaluator | EvaluatorFunction>>;

interface Place {
  readonly from: "data" | "target";
  /** Column, then keys inside it. */
  readonly path: readonly string[];
}

/** Where each input of an evaluator comes from; `undefined` takes columns of the same name. */
export type ReadMapping = Readonly<Record<string, Place>> | undefined;

/** Python takes letters of ASCII alone; columns of a Portuguese or French table have accents. */
const EXPRESSION = /^\$\{(data|target)\.([\p{L}\p{M}\p{N}_]+(?:\.[\p{L}\p{M}\p{N}_]+)*)\}$/u;

/**
 * Reads the column mapping of an evaluator. Throws `invalid_column_mapping`.
 *
 * @example
 * readMapping("f1", { f1: { column_mapping: { response: "${data.answer}" } } });
 */
export function readMapping(name: string, config: AzureEvaluatorConfig): ReadMapping {
  const own = config[name] ?? config["default"];
  const mapping = own?.columnMapping ?? own?.column_mapping;
  if (mapping === undefined || Object.keys(mapping).length === 0) return undefined;
  return Object.fromEntries(
    Object.entries(mapping).map(([input, expression]) => {
      const match = typeof expression === "string" ? EXPRESSION.exec(expression.trim()) : null;
      if (match === null) {
        throw new TunelabError(say("evaluate.badMapping", { name, input, got: JSON.stringify(expression) }), {
          code: "invalid_column_mapping",
          hint: say("evaluate.badMappingHint", { data: '"${data.column}"', target: '"${target.column}"' }),
        });
      }
      return [input, { from: match[1] as "data" | "target", path: match[2]!.split(".") }];
    }),
  );
}

/**
 * Checks that settings are for evaluators that there are. Throws `invalid_column_mapping` with the name that was meant.
 *
 * @example
 * checkConfigNames({ groundednes: {} }, ["groundedness"]); // throws: Did you mean 'groundedness'?
 */
export function checkConfigNames(config: AzureEvaluatorConfig, evaluators: readonly string[]): void {
  for (const name of Object.keys(config)) {
    if (name === "default" || evaluators.includes(name)) continue;
    const similar = findSimilar(name, evaluators);
    throw new TunelabError(say("evaluate.configUnknown", { name }), {
      code: "invalid_column_mapping",
      hint:
        (similar === undefined ? "" : `${say("core.didYouMean", { name: `'${similar}'` })} `) +
        say("evaluate.evaluatorsAre", { names: evaluators.join(", ") }),
    });
  }
}

/** A row and what the target made of it. */
export interface MappedRow {
  readonly data: Readonly<Record<string, unknown>>;
  readonly target: Readonly<Record<string, unknown>>;
}

/**
 * The inputs of an evaluator for one row: those mapped, and the columns of the same name that are not mapped.
 */
export function toInputs(row: MappedRow, mapping: ReadMapping): Record<string, unknown> {
  const all = { ...flattenColumns(row.data), ...row.target };
  if (mapping === undefined) return all;
  const mapped = Object.fromEntries(Object.entries(mapping).map(([input, place]) => [input, lookUp(row, place)]));
  return { ...row.target, ...mapped };
}

function lookUp(row: MappedRow, { from, path }: Place): unknown {
  const [column, ...keys] = path;
  let value: unknown = row[from][column!];
  if (from === "data" && value === undefined) value = flattenColumns(row.data)[path.join(".")];
  for (const key of keys)
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return value;
}

/** Nested objects offer their leaves by name, unless a row holds a conversation. */
function flattenColumns(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if ("conversation" in data || "messages" in data) return { ...data };
  const leaves: Record<string, unknown> = {};
  const visit = (value: object): void => {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === "object" && item !== null && !Array.isArray(item)) visit(item);
      else leaves[key] ??= item;
    }
  };
  visit(data);
  return { ...leaves, ...data };
}

/** Sets of inputs of which an evaluator needs one. */
export function requiredInputsOf(evaluator: Evaluator | EvaluatorFunction): readonly (readonly string[])[] {
  const { requiredInputs } = evaluator;
  if (requiredInputs === undefined || requiredInputs.length === 0) return [];
  return (typeof requiredInputs[0] === "string" ? [requiredInputs] : requiredInputs) as readonly (readonly string[])[];
}

/**
 * Finds inputs that no row can give, before any evaluator is called. Throws `missing_inputs`, with all of them.
 *
 * @param hasTarget whether columns of the target are still to come
 */
export function checkInputs(
  evaluators: Evaluators,
  mappings: Readonly<Record<string, ReadMapping>>,
  rows: readonly MappedRow[],
  hasTarget: "still to run" | "has run" | "none",
): void {
  const available = new Set<string>();
  for (const row of rows) for (const name of Object.keys(toInputs(row, undefined))) available.add(name);
  const problems: string[] = [];
  const mistyped: string[] = [];
  for (const [name, evaluator] of Object.entries(evaluators)) {
    const mapping = mappings[name];
    const canGive = (input: string): boolean => {
      const place = mapping?.[input];
      if (place === undefined) {
        if (hasTarget === "still to run") return true;
        return mapping === undefined ? available.has(input) : rows.some((row) => input in row.target);
      }
      if (place.from === "target") {
        return hasTarget === "still to run" || rows.some((row) => lookUp(row, place) !== undefined);
      }
      return rows.some((row) => lookUp(row, place) !== undefined);
    };
    const sets = requiredInputsOf(evaluator);
    const unmapped = Object.keys(mapping ?? {}).filter((input) => !canGive(input));
    const missing =
      sets.length === 0 || sets.some((set) => set.every(canGive))
        ? unmapped
        : sets[0]!.filter((input) => !canGive(input));
    if (missing.length > 0) {
      const from = missing.map((input) => {
        const place = mapping?.[input];
        if (place !== undefined) mistyped.push(place.path[0]!);
        return place === undefined ? input : `${input} (\${${place.from}.${place.path.join(".")}})`;
      });
      problems.push(say("evaluate.needs", { name, inputs: from.join(", ") }));
    }
  }
  if (problems.length === 0) return;
  const columns = [...new Set(rows.flatMap((row) => [...Object.keys(row.data), ...Object.keys(row.target)]))];
  const wanted = [...new Set(mistyped)].flatMap((column) => findSimilar(column, columns) ?? []);
  const meant =
    wanted.length === 0 ? "" : `${say("core.didYouMean", { name: wanted.map((column) => `'${column}'`).join(", ") })} `;
  throw new TunelabError(
    say("evaluate.inputsMissing", { problems: joinClauses(problems), columns: columns.join(", ") }),
    {
      code: "missing_inputs",
      hint:
        meant +
        say("evaluate.inputsMissingHint", {
          code: 'evaluatorConfig: { name: { column_mapping: { response: "${data.answer}" } } }',
        }),
    },
  );
}
