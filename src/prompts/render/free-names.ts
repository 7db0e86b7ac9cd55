interface AstNode {
  readonly type: string;
}

const isNode = (value: unknown): value is AstNode & Record<string, unknown> =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

/**
 * Names that a parsed Jinja template reads from outside: not loop variables, `set` names, macro parameters, filters,
 * and not what it tests with `is defined` or gives a `default` to, anywhere: such a name may be missing.
 *
 * The program is read as the engine's own parser built it: operators, attributes and keywords are no names.
 *
 * @example
 * findFreeNames(parse(tokenize("{% for m in history if m.role %}{{ m.role }}{% endfor %}"))); // Set { "history" }
 */
export function findFreeNames(program: unknown): Set<string> {
  const free = new Set<string>();
  visit(program, new Set(), free);
  const guarded = new Set<string>();
  findGuarded(program, guarded);
  return new Set([...free].filter((name) => !guarded.has(name)));
}

function findGuarded(value: unknown, guarded: Set<string>): void {
  if (Array.isArray(value)) return value.forEach((item) => findGuarded(item, guarded));
  if (value instanceof Map) return findGuarded([...value.entries()], guarded);
  if (!isNode(value)) return;
  const isGuard =
    (value.type === "TestExpression" && GUARDS.has(nameOf(value["test"]) ?? "")) ||
    (value.type === "FilterExpression" && ["default", "d"].includes(nameOf(value["filter"]) ?? ""));
  const operand = value["operand"];
  if (isGuard && isNode(operand) && operand.type === "Identifier") guarded.add(String(operand["value"]));
  findGuarded(Object.values(value), guarded);
}

const GUARDS: ReadonlySet<string> = new Set(["defined", "undefined"]);

function visit(value: unknown, bound: Set<string>, free: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, bound, free);
    return;
  }
  if (value instanceof Map) {
    for (const [key, item] of value) {
      visit(key, bound, free);
      visit(item, bound, free);
    }
    return;
  }
  if (!isNode(value)) return;
  const visitAll = (...parts: unknown[]): void => parts.forEach((part) => visit(part, bound, free));
  switch (value.type) {
    case "Identifier":
      if (!bound.has(String(value["value"]))) free.add(String(value["value"]));
      return;
    case "MemberExpression":
      visit(value["object"], bound, free);
      if (value["computed"] === true) visit(value["property"], bound, free);
      return;
    case "BinaryExpression":
      return visitAll(value["left"], value["right"]);
    case "UnaryExpression":
      return visit(value["argument"], bound, free);
    case "FilterExpression":
      visit(value["operand"], bound, free);
      return visitFilter(value["filter"], bound, free);
    case "FilterStatement":
      visitFilter(value["filter"], bound, free);
      return visit(value["body"], bound, free);
    case "TestExpression":
      return visit(value["operand"], bound, free);
    case "KeywordArgumentExpression":
      return visit(value["value"], bound, free);
    case "For": {
      const inner = new Set([...bound, ...namesIn(value["loopvar"]), "loop"]);
      const { iterable } = value;
      const isFiltered = isNode(iterable) && iterable.type === "SelectExpression";
      visit(isFiltered ? iterable["lhs"] : iterable, bound, free);
      if (isFiltered) visit(iterable["test"], inner, free);
      visit(value["body"], inner, free);
      return visit(value["defaultBlock"], bound, free);
    }
    case "Set":
      visitAll(value["value"], value["body"]);
      if (isNode(value["assignee"]) && value["assignee"].type === "MemberExpression")
        visit(value["assignee"], bound, free);
      for (const name of namesIn(value["assignee"])) bound.add(name);
      return;
    case "Macro": {
      for (const name of namesIn(value["name"])) bound.add(name);
      const { args } = value;
      visit(Array.isArray(args) ? args.filter((arg) => isNode(arg) && arg.type !== "Identifier") : args, bound, free);
      return visit(value["body"], new Set([...bound, ...namesIn(args), ...MACRO_NAMES]), free);
    }
    case "CallStatement":
      visit(value["call"], bound, free);
      return visit(value["body"], new Set([...bound, ...namesIn(value["callerArgs"] ?? [])]), free);
    default:
      for (const [key, part] of Object.entries(value)) if (key !== "type") visit(part, bound, free);
  }
}

/** What Jinja gives a macro beside its parameters. */
const MACRO_NAMES = ["caller", "varargs", "kwargs"];

function visitFilter(filter: unknown, bound: Set<string>, free: Set<string>): void {
  if (isNode(filter) && filter.type === "CallExpression") visit(filter["args"], bound, free);
}

function nameOf(filter: unknown): string | undefined {
  if (!isNode(filter)) return undefined;
  if (filter.type === "Identifier") return String(filter["value"]);
  return filter.type === "CallExpression" ? nameOf(filter["callee"]) : undefined;
}

function namesIn(target: unknown): string[] {
  if (Array.isArray(target)) return target.flatMap(namesIn);
  if (!isNode(target)) return [];
  if (target.type === "Identifier") return [String(target["value"])];
  if (target.type === "TupleLiteral") return namesIn(target["value"]);
  return target.type === "KeywordArgumentExpression" ? namesIn(target["key"]) : [];
}
