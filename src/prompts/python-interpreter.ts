import { Interpreter, type Environment } from "@huggingface/jinja";

/** A value inside the template engine. */
interface EngineValue {
  readonly type: string;
  value: unknown;
}

interface EngineNode {
  readonly type: string;
  readonly value?: unknown;
  readonly callee?: EngineNode;
  readonly args?: readonly EngineNode[];
}

/** The inside of the engine, as far as it is changed here; version 0.5.11. */
interface Engine {
  evaluate(node: EngineNode, environment: Environment): EngineValue;
  evaluateBlock(nodes: readonly EngineNode[], environment: Environment): EngineValue;
  applyFilter(operand: EngineValue, filter: EngineNode, environment: Environment): EngineValue;
}

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

/**
 * Makes an interpreter of templates that writes values as Python does (`True`, `None`, `['a', 1]`) and has the filters
 * `e`, `escape`, `round`, `title`, `capitalize`, a bare `default` and `selectattr` by a number as Jinja2 has them; all else is the engine's.
 *
 * @example
 * pythonInterpreter(environment).run(parse(tokenize("{{ true }}"))); // "True"
 */
export function pythonInterpreter(environment: Environment): Interpreter {
  const interpreter = new Interpreter(environment);
  const engine = interpreter as unknown as Engine;
  const originalBlock = engine.evaluateBlock.bind(engine);
  const text = (value: string): EngineValue => Object.assign(originalBlock([], environment), { value });
  const originalFilter = engine.applyFilter.bind(engine);
  engine.evaluateBlock = (nodes, scope) => {
    const parts = nodes.map((node) => {
      const value = engine.evaluate(node, scope);
      if (value.type === "NullValue" && STATEMENTS.has(node.type)) return "";
      return toPythonText(value);
    });
    return text(parts.join(""));
  };
  /** The engine compares an attribute with texts alone. */
  const selectEqual = (operand: EngineValue, filter: EngineNode, scope: Environment): EngineValue | undefined => {
    const [attribute, test, wanted] = (filter.args ?? []).map((node) => engine.evaluate(node, scope));
    const isEquality = ["equalto", "eq", "=="].includes(String(test?.value));
    if (operand.type !== "ArrayValue" || !isEquality || wanted === undefined) return undefined;
    const isSelecting = String(filter.callee?.value) === "selectattr";
    const items = (operand.value as EngineValue[]).filter((item) => {
      const found =
        item.value instanceof Map ? (item.value as Map<unknown, EngineValue>).get(attribute?.value) : undefined;
      return (found?.value === wanted.value) === isSelecting;
    });
    return Object.assign(engine.evaluate({ type: "ArrayLiteral", value: [] }, scope), { value: items });
  };
  engine.applyFilter = (operand, filter, scope) => {
    const name = String((filter.callee ?? filter).value);
    const isText = operand.type === "StringValue";
    if ((name === "e" || name === "escape") && isText) return text(escapeHtml(String(operand.value)));
    if (name === "capitalize" && isText) return text(capitalize(String(operand.value)));
    if (name === "title" && isText) return text(toTitle(String(operand.value)));
    if (name === "default" && operand.type === "UndefinedValue" && filter.type === "Identifier") return text("");
    const selected = name === "selectattr" || name === "rejectattr" ? selectEqual(operand, filter, scope) : undefined;
    if (selected !== undefined) return selected;
    if (name !== "round" || !["FloatValue", "IntegerValue"].includes(operand.type)) {
      return originalFilter(operand, filter, scope);
    }
    const [digits] = filter.args ?? [];
    const places = digits === undefined ? 0 : Number(engine.evaluate(digits, scope).value);
    const asFloat = engine.evaluate({ type: "FloatLiteral", value: 0 }, scope);
    return Object.assign(asFloat, { value: Number(Number(operand.value).toFixed(Math.max(0, places))) });
  };
  return interpreter;
}

/** Markup for what HTML takes for its own, spelled as MarkupSafe spells it. */
const MARKUP: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => MARKUP[character]!);

const toTitle = (text: string): string => text.replace(/[^-\s({[<]+/g, capitalize);

const capitalize = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();

/** Python's `str` of a value. */
function toPythonText(value: EngineValue): string {
  return value.type === "StringValue" ? String(value.value) : toPythonRepr(value);
}

/** Python's `repr` of a value, which is how it stands in a list. */
function toPythonRepr(value: EngineValue): string {
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
      return `[${(value.value as EngineValue[]).map(toPythonRepr).join(", ")}]`;
    case "TupleValue": {
      const items = (value.value as EngineValue[]).map(toPythonRepr);
      return `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
    }
    case "ObjectValue": {
      const pairs = [...(value.value as Map<string, EngineValue>)];
      return `{${pairs.map(([key, item]) => `${quote(key)}: ${toPythonRepr(item)}`).join(", ")}}`;
    }
    default:
      return String(value);
  }
}

/** Python takes exponents from 1e16 and below 1e-4 on, with at least two digits. */
function toPythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e16)) return Number.isInteger(value) ? value.toFixed(1) : String(value);
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
