import type { ValueMaker } from "./operators.js";
import { isList, toPythonRepr, type EngineValue } from "./values.js";

/**
 * Calls a method of a text or list that the engine lacks, as Python does; `undefined` where it is none of these.
 *
 * @param name how the call stands in the template, for the error
 */
export function callMethod(
  owner: EngineValue,
  method: string,
  name: string,
  args: () => readonly EngineValue[],
  make: ValueMaker,
): EngineValue | undefined {
  if (method === "join" && owner.type === "StringValue") return make.text(joinTexts(String(owner.value), args()));
  if (!isList(owner) || !CHANGES.has(method)) return undefined;
  throw new Error(`${name}() would change a list, which no template does here; make a new one: list + [item]`);
}

const CHANGES: ReadonlySet<string> = new Set([
  "append",
  "extend",
  "insert",
  "pop",
  "remove",
  "sort",
  "reverse",
  "clear",
]);

/** Python's `separator.join(texts)`, which takes texts only. */
function joinTexts(separator: string, args: readonly EngineValue[]): string {
  const [given] = args;
  const parts =
    given === undefined || args.length > 1
      ? undefined
      : isList(given)
        ? (given.value as EngineValue[])
        : given.value instanceof Map
          ? [...(given.value as Map<string, unknown>).keys()].map((key) => ({ type: "StringValue", value: key }))
          : given.type === "StringValue"
            ? [...String(given.value)].map((letter) => ({ type: "StringValue", value: letter }))
            : undefined;
  if (parts === undefined) throw new Error("the method join of a text takes one list of texts");
  const other = parts.find(({ type }) => type !== "StringValue");
  if (other === undefined) return parts.map(({ value }) => String(value)).join(separator);
  const shown = toPythonRepr(other).slice(0, 40);
  throw new Error(`the method join of a text takes texts, not ${shown}; the filter join takes anything`);
}
