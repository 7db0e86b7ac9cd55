interface AstNode {
  readonly type: string;
}

const isNode = (value: unknown): value is AstNode & Record<string, unknown> =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

/**
 * Names that a parsed Jinja template reads from outside: not loop variables, `set` names, macro parameters, filters,
 * and not what it tests with `is defined` or gives a `default` to.
 *
 * @example
 * findFreeNames(parse(tokenize("{% for m in history %}{{ m.role }}{% endfor %}"))); // Set { "history" }
 */
export function findFreeNames(program: unknown): Set<string> {
  const free = new Set<string>();
  visit(program, new Set(), free);
  return free;
}

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
    case "FilterExpression":
      if (
        filterName(value["filter"]) === "default" &&
        isNode(value["operand"]) &&
        value["operand"].type === "Identifier"
      ) {
        return visit((value["filter"] as Record<string, unknown>)["args"], bound, free);
      }
      visit(value["operand"], bound, free);
      return visitFilter(value["filter"], bound, free);
    case "FilterStatement":
      visitFilter(value["filter"], bound, free);
      return visit(value["body"], bound, free);
    case "TestExpression":
      if (["defined", "undefined", "none"].includes(filterName(value["test"]) ?? "")) return;
      return visit(value["operand"], bound, free);
    case "KeywordArgumentExpression":
      return visit(value["value"], bound, free);
    case "For": {
      visit(value["iterable"], bound, free);
      const inner = new Set([...bound, ...namesIn(value["loopvar"])]);
      visit(value["body"], inner, free);
      return visit(value["defaultBlock"], bound, free);
    }
    case "Set":
      visitAll(value["value"], value["body"]);
      for (const name of namesIn(value["assignee"])) bound.add(name);
      return;
    case "Macro": {
      for (const name of namesIn(value["name"])) bound.add(name);
      return visit(value["body"], new Set([...bound, ...namesIn(value["args"])]), free);
    }
    default:
      for (const [key, part] of Object.entries(value)) if (key !== "type") visit(part, bound, free);
  }
}

function visitFilter(filter: unknown, bound: Set<string>, free: Set<string>): void {
  if (isNode(filter) && filter.type === "CallExpression") visit(filter["args"], bound, free);
}

function filterName(filter: unknown): string | undefined {
  if (!isNode(filter)) return undefined;
  if (filter.type === "Identifier") return String(filter["value"]);
  return filter.type === "CallExpression" ? filterName(filter["callee"]) : undefined;
}

function namesIn(target: unknown): string[] {
  if (Array.isArray(target)) return target.flatMap(namesIn);
  if (!isNode(target)) return [];
  if (target.type === "Identifier") return [String(target["value"])];
  if (target.type === "TupleLiteral") return namesIn(target["value"]);
  return target.type === "KeywordArgumentExpression" ? namesIn(target["key"]) : [];
}
