import { Environment, Interpreter } from "@huggingface/jinja";
import { PYTHON_FILTERS, type FilterCall } from "./filters.js";
import { callMethod } from "./methods.js";
import { COMPARISONS, computeBinary, type ValueMaker } from "./operators.js";
import { PYTHON_TESTS } from "./tests.js";
import {
  isGenerator,
  isList,
  isLoop,
  isTrue,
  noListError,
  toPythonRepr,
  toPythonText,
  type EngineValue,
} from "./values.js";

interface EngineNode {
  readonly type: string;
  readonly value?: unknown;
  readonly callee?: EngineNode;
  readonly args?: readonly EngineNode[];
  readonly operator?: { readonly value: string };
  readonly left?: EngineNode;
  readonly right?: EngineNode;
  readonly object?: EngineNode;
  readonly property?: EngineNode;
  readonly computed?: boolean;
}

/** The inside of the engine, as far as it is changed here; version 0.5.11. */
interface Engine {
  evaluate(node: EngineNode, environment: Environment): EngineValue;
  evaluateBlock(nodes: readonly EngineNode[], environment: Environment): EngineValue;
  evaluateBinaryExpression(node: EngineNode, environment: Environment): EngineValue;
  evaluateCallExpression(node: EngineNode, environment: Environment): EngineValue;
  evaluateMemberExpression(node: EngineNode, environment: Environment): EngineValue;
  evaluateArguments(nodes: readonly EngineNode[], environment: Environment): [EngineValue[], Map<string, EngineValue>];
  bindMacroArguments(name: string, parameters: unknown, special: unknown, args: unknown, scope: Scope): void;
  applyFilter(operand: EngineValue, filter: EngineNode, environment: Environment): EngineValue;
}

type Scope = Environment & { readonly variables: ReadonlyMap<string, unknown> };

/** What prints nothing of itself: statements give no value that would be shown. */
const STATEMENTS: ReadonlySet<string> = new Set([
  "Program",
  "If",
  "For",
  "Break",
  "Continue",
  "Set",
  "Macro",
  "Comment",
  "CallStatement",
  "FilterStatement",
]);

const ITERABLE: ReadonlySet<string> = new Set(["StringValue", "ObjectValue", "UndefinedValue"]);

/** Before the name of a test with arguments, which is a filter to the engine: `x is divisibleby(3)`. */
export const TEST_PREFIX = "is ";
/** The same where the test is negated. */
export const NEGATED_PREFIX = "is not ";
/** A filter that changes nothing: it keeps `(a == b) == c` apart from the chain `a == b == c`. */
export const GROUP = "group";

/**
 * Makes an interpreter of templates that writes values as Python does (`True`, `None`, `['a', 1]`), computes as Python does
 * and has the filters and tests of Jinja2; what it cannot do as Jinja2 does it refuses. All else is the engine's.
 *
 * @example
 * pythonInterpreter(environment).run(parse(tokenize("{{ true }}"))); // "True"
 */
export function pythonInterpreter(environment: Environment): Interpreter {
  const interpreter = new Interpreter(environment);
  (environment.tests as Map<string, (value: EngineValue) => boolean>).set(
    "iterable",
    (value) => isList(value) || ITERABLE.has(value.type),
  );
  const engine = interpreter as unknown as Engine;
  const originalBlock = engine.evaluateBlock.bind(engine);
  const originalFilter = engine.applyFilter.bind(engine);
  const originalBinary = engine.evaluateBinaryExpression.bind(engine);
  const make = valueMaker(engine, (text) => Object.assign(originalBlock([], environment), { value: text }));

  engine.evaluateBlock = (nodes, scope) => {
    const parts = nodes.map((node) => {
      const value = engine.evaluate(node, scope);
      if (value.type === "NullValue" && STATEMENTS.has(node.type)) return "";
      return toPythonText(value);
    });
    return make.text(parts.join(""));
  };

  engine.evaluateBinaryExpression = (node, scope) => {
    const { value: operator } = node.operator!;
    if (operator === "and" || operator === "or") return originalBinary(node, scope);
    const left = node.left!;
    const isChain =
      COMPARISONS.has(operator) && left.type === "BinaryExpression" && COMPARISONS.has(left.operator!.value);
    if (isChain) {
      // a < b < c is a < b and b < c.
      const before = engine.evaluate(left, scope);
      return isTrue(before) ? engine.evaluateBinaryExpression({ ...node, left: left.right! }, scope) : before;
    }
    const [a, b] = [engine.evaluate(left, scope), engine.evaluate(node.right!, scope)];
    return computeBinary(operator, a, b, make) ?? originalBinary(node, scope);
  };

  const originalBind = engine.bindMacroArguments.bind(engine);
  engine.bindMacroArguments = (name, parameters, special, args, scope) => {
    originalBind(name, parameters, special, args, scope);
    const rest = scope.variables.get("varargs") as EngineValue | undefined;
    if (rest !== undefined) Object.assign(rest, { isTuple: true });
  };

  const originalMember = engine.evaluateMemberExpression.bind(engine);
  engine.evaluateMemberExpression = (node, scope) => {
    const value = originalMember(node, scope);
    const depth = node.computed === true ? undefined : DEPTHS[String(node.property!.value)];
    if (depth === undefined || value.type !== "UndefinedValue") return value;
    return isLoop(engine.evaluate(node.object!, scope)) ? make.integer(depth) : value;
  };

  const originalCall = engine.evaluateCallExpression.bind(engine);
  engine.evaluateCallExpression = (node, scope) => {
    const called = engine.evaluate(node.callee!, scope);
    const name = spell(node.callee!);
    if (called.type === "UndefinedValue" && name === "dict") {
      const [[base], named] = engine.evaluateArguments(node.args ?? [], scope);
      return make.dictionary([...(base === undefined ? [] : pairsOf(base)), ...named]);
    }
    const { callee } = node;
    if (callee?.type === "MemberExpression" && callee.computed !== true && called.type === "UndefinedValue") {
      const owner = engine.evaluate(callee.object!, scope);
      const args = (): readonly EngineValue[] => engine.evaluateArguments(node.args ?? [], scope)[0];
      const result = callMethod(owner, String(callee.property!.value), name, args, make);
      if (result !== undefined) return result;
    }
    if (called.type !== "FunctionValue") throw new Error(`${name}() is no function or method that is supported`);
    const strip = /\.([lr]?strip)$/.exec(name)?.[1];
    if (strip !== undefined && (node.args ?? []).length > 0)
      throw new Error(`${strip} takes white space away here, and no characters that are named; write a replace`);
    const result = originalCall(node, scope);
    if (!isList(result)) return result;
    if (name === "range")
      return make.view(result.value as EngineValue[], () =>
        printRange(engine.evaluateArguments(node.args ?? [], scope)[0]),
      );
    const view = /\.(items|keys|values)$/.exec(name)?.[1];
    if (view === undefined) return result;
    const list = make.list(view === "items" ? toPairs(result, make) : (result.value as EngineValue[]));
    return make.view(list.value as EngineValue[], () => `dict_${view}(${toPythonRepr(list)})`);
  };

  const test: FilterCall["test"] = (name, value, args) => {
    const own = PYTHON_TESTS[name]?.(value, args);
    if (own !== undefined) return own;
    const known = environment.tests.get(name) as ((...given: unknown[]) => boolean) | undefined;
    if (known === undefined) throw new Error(`Unknown test: ${name}`);
    return known(value, ...args);
  };

  engine.applyFilter = (operand, given, scope) => {
    const filter = withFullName(given);
    const name = String((filter.callee ?? filter).value);
    if (name === GROUP) return operand;
    const nodes = filter.args ?? [];
    const [args, named] = engine.evaluateArguments(nodes, scope);
    if (name.startsWith(NEGATED_PREFIX)) return make.boolean(!test(name.slice(NEGATED_PREFIX.length), operand, args));
    if (name.startsWith(TEST_PREFIX)) return make.boolean(test(name.slice(TEST_PREFIX.length), operand, args));
    const isText = operand.type === "StringValue";
    if ((name === "e" || name === "escape") && isText) return make.text(escapeHtml(String(operand.value)));
    if (name === "capitalize" && isText) return make.text(capitalize(String(operand.value)));
    if (name === "title" && isText) return make.text(toTitle(String(operand.value)));
    if (name === "default" && operand.type === "UndefinedValue" && filter.type === "Identifier") return make.text("");
    if (isGenerator(operand) && SIZED.has(name)) throw noListError(operand, name);
    if (name === "list" && isList(operand)) return make.list(operand.value as EngineValue[]);
    const own = Object.hasOwn(PYTHON_FILTERS, name) ? PYTHON_FILTERS[name] : undefined;
    const apply: FilterCall["apply"] = (other, value, given) => {
      const callee = { type: "Identifier", value: other };
      if (given.length === 0) return engine.applyFilter(value, callee, scope);
      // Arguments are values here and nodes there: names that no template has carry them.
      const inner = new Environment(scope);
      const names = given.map((item, at) => {
        inner.setVariable(`argument ${at}`, item as never);
        return { type: "Identifier", value: `argument ${at}` };
      });
      return engine.applyFilter(value, { type: "CallExpression", callee, args: names }, inner);
    };
    const result = own?.(operand, { args, named, make, apply, test }) ?? originalFilter(operand, filter, scope);
    return GENERATORS.has(name) && isList(result) ? make.generator(result.value as EngineValue[], name) : result;
  };
  return interpreter;
}

/** Jinja2's other names of filters that the engine knows by one. */
const FULL_NAMES: Readonly<Record<string, string>> = { d: "default", count: "length" };

function withFullName(filter: EngineNode): EngineNode {
  const named = filter.callee ?? filter;
  const full = Object.hasOwn(FULL_NAMES, String(named.value)) ? FULL_NAMES[String(named.value)] : undefined;
  if (full === undefined) return filter;
  return filter.callee === undefined ? { ...filter, value: full } : { ...filter, callee: { ...named, value: full } };
}

/** Filters that give a generator in Jinja2, `reverse` and `unique` too. */
const GENERATORS: ReadonlySet<string> = new Set([
  "map",
  "select",
  "reject",
  "selectattr",
  "rejectattr",
  "unique",
  "batch",
  "items",
  "reverse",
]);

/** Filters that need a list whose end is known. */
const SIZED: ReadonlySet<string> = new Set(["length", "count", "last"]);

function printRange(args: readonly EngineValue[]): string {
  const [first = 0, second, step = 1] = args.map((arg) => Number(arg.value));
  const [from, to] = second === undefined ? [0, first] : [first, second];
  return `range(${from}, ${to}${step === 1 ? "" : `, ${step}`})`;
}

/** Of `loop`, whose engine has no recursive loops and so no depth. */
const DEPTHS: Readonly<Record<string, number>> = { depth: 1, depth0: 0 };

/** How a callee stands in the template: `loop.cycle`. */
function spell(node: EngineNode): string {
  if (node.type === "Identifier") return String(node.value);
  const { object, property, computed } = node;
  return object === undefined || property === undefined || computed === true
    ? "this value"
    : `${object.type === "StringLiteral" ? "text" : spell(object)}.${spell(property)}`;
}

/** What `dict` takes: a dictionary, or a list of pairs. */
function pairsOf(base: EngineValue): [string, EngineValue][] {
  if (base.value instanceof Map) return [...(base.value as Map<string, EngineValue>)];
  const pairs = isList(base) ? (base.value as EngineValue[]) : undefined;
  if (pairs?.every((pair) => isList(pair) && (pair.value as EngineValue[]).length === 2) !== true) {
    throw new Error(`dict cannot read ${toPythonText(base).slice(0, 40)}`);
  }
  return pairs.map(({ value }) => {
    const [key, item] = value as [EngineValue, EngineValue];
    return [String(key.value), item];
  });
}

const toPairs = (list: EngineValue, { pair }: ValueMaker): EngineValue[] =>
  (list.value as EngineValue[]).map(({ value }) => pair(...(value as [EngineValue, EngineValue])));

function valueMaker(engine: Engine, text: ValueMaker["text"]): ValueMaker {
  const scope = new Environment();
  const literal = (type: string, value: unknown): EngineValue => engine.evaluate({ type, value }, scope);
  // A list to the engine, whose loops unpack no tuples.
  const makePair = (key: EngineValue, value: EngineValue): EngineValue =>
    Object.assign(literal("ArrayLiteral", []), { value: [key, value], isTuple: true });
  return {
    text,
    integer: (value) => literal("IntegerLiteral", value),
    float: (value) => literal("FloatLiteral", value),
    boolean: (value) => new Environment().set("value", value) as EngineValue,
    list: (items) => Object.assign(literal("ArrayLiteral", []), { value: [...items] }),
    dictionary: (pairs) => Object.assign(literal("ObjectLiteral", new Map()), { value: new Map(pairs) }),
    pair: makePair,
    group: (grouper, list) => {
      const pair = makePair(grouper, list) as EngineValue & { readonly builtins: ReadonlyMap<string, EngineValue> };
      const builtins = new Map([...pair.builtins, ["grouper", grouper], ["list", list]]);
      return Object.defineProperty(pair, "builtins", { value: builtins });
    },
    view: (items, print) => Object.assign(literal("ArrayLiteral", []), { value: [...items], print }),
    generator: (items, filter) => {
      const print = (): never => {
        throw new Error(
          `what the filter ${filter} gives is printed, which is no list in Python; write | list after it`,
        );
      };
      const isTruthy = (): EngineValue => new Environment().set("value", true) as EngineValue;
      const generator = { value: [...items], print, generator: filter, __bool__: isTruthy };
      return Object.assign(literal("ArrayLiteral", []), generator);
    },
    nothing: () => literal("Identifier", "nothing"),
  };
}

/** Markup for what HTML takes for its own, spelled as MarkupSafe spells it. */
const MARKUP: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => MARKUP[character]!);

const toTitle = (text: string): string => text.replace(/[^-\s({[<]+/g, capitalize);

const capitalize = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
