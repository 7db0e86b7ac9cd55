import { types } from "node:util";
import { cellSource, cellSourceLine } from "../cell-sources.js";
import { say } from "../../../../texts/kernel/index.js";

/*
 * A class whose cell is run again as it was keeps its types, but is another one at run time, with private names of its own. What
 * was made with the one before goes on with that: classes that extend it, and objects.
 */

/** A top-level name, with the cell that declared it last. */
interface Declared {
  readonly label: string;
  /** Grows with every cell that is run. */
  readonly run: number;
}

let scope: Readonly<Record<string, unknown>> = {};
const declared = new Map<string, Declared>();
/** Classes that a name of the notebook has stood for, with that name. */
const nameOfClass = new WeakMap<object, string>();
let runs = 0;

/** Called before a cell is run: remembers what its names stood for, and that it declares them. */
export function noteDeclared(
  names: Readonly<Record<string, unknown>>,
  { label, declares }: { readonly label: string; readonly declares: readonly string[] },
): void {
  scope = names;
  runs += 1;
  for (const name of declares) {
    const before = names[name];
    if (typeof before === "function") nameOfClass.set(before, name);
    declared.set(name, { label, run: runs });
  }
}

interface Earlier {
  readonly name: string;
  /** Names of the classes that were declared anew since. */
  readonly bases: readonly string[];
  /** Classes and objects come after what they are made with. */
  readonly depth: number;
}

/**
 * Says of an error about a private name which cells to run again, where what the code at its frames uses was made with a class
 * that was declared anew since; `undefined` where nothing was.
 *
 * @example
 * // cell 1: class Acct { #sum = 0 }, cell 2: class Saving extends Acct {}, cell 1 again, then new Acct().above(new Saving())
 * earlierClassHint(error.stack); // "Saving was made with an earlier Acct: run Cell 2 again, then this cell."
 */
export function earlierClassHint(stack: string): string | undefined {
  const found = new Map<string, Earlier>();
  for (const name of namesUsedAt(stack)) addEarlier(name, found);
  if (found.size === 0) return undefined;
  const all = [...found.values()].sort(
    (one, other) => one.depth - other.depth || declared.get(one.name)!.run - declared.get(other.name)!.run,
  );
  const cells = new Set(all.map(({ name }) => declared.get(name)!.label));
  return say("cells.earlierClass", {
    n: all.length,
    names: all.map(({ name }) => name).join(", "),
    bases: [...new Set(all.flatMap(({ bases }) => bases))].join(", "),
    order: [...cells].join(say("kernel.then")),
  });
}

function addEarlier(name: string, found: Map<string, Earlier>): void {
  if (found.has(name) || !declared.has(name)) return;
  const classes = classesOf(valueOf(name));
  const bases = new Set<string>();
  for (const one of classes) {
    const base = nameOfClass.get(one);
    if (base !== undefined && valueOf(base) !== one) bases.add(base);
  }
  if (bases.size === 0) return;
  found.set(name, { name, bases: [...bases], depth: classes.size });
  for (const other of declared.keys()) {
    const value = valueOf(other);
    if (typeof value === "function" && classes.has(value)) addEarlier(other, found);
  }
}

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;
const FRAME = /\b(Cell \d+):(\d+):\d+/g;

/** Names of the notebook in the lines of a stack, in all of the cell that ran, and in the functions that these use. */
function namesUsedAt(stack: string): Set<string> {
  const frames = [...stack.matchAll(FRAME)];
  const texts = frames.map(([, label = "", line = ""]) => cellSourceLine(label, Number(line)) ?? "");
  texts.push(cellSource(frames.at(-1)?.[1] ?? "") ?? "");
  const used = new Set<string>();
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    for (const [word] of text.matchAll(WORD)) {
      if (used.has(word) || !declared.has(word)) continue;
      used.add(word);
      const value = valueOf(word);
      if (typeof value === "function") texts.push(Function.prototype.toString.call(value));
    }
  }
  return used;
}

const valueOf = (name: string): unknown => Object.getOwnPropertyDescriptor(scope, name)?.value;

/** Elements of a list that are looked at. */
const MOST_ELEMENTS = 100;

/** The classes that a class extends, or that an object, or one in a list, is made with; no code of a cell is run. */
function classesOf(value: unknown, isElement = false): Set<object> {
  const classes = new Set<object>();
  const isObject = typeof value === "function" || (typeof value === "object" && value !== null);
  if (!isObject || types.isProxy(value)) return classes;
  for (let at = parentOf(value); at !== null && !types.isProxy(at); at = parentOf(at)) {
    const made: unknown = typeof value === "function" ? at : Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    if (typeof made === "function") classes.add(made);
  }
  if (isElement) return classes;
  for (const element of elementsOf(value)) {
    for (const one of classesOf(element, true)) classes.add(one);
  }
  return classes;
}

const parentOf = (value: object): object | null => Object.getPrototypeOf(value) as object | null;

function elementsOf(value: object): unknown[] {
  if (Array.isArray(value)) {
    const { length } = value;
    return Array.from(
      { length: Math.min(length, MOST_ELEMENTS) },
      (_, at) => Object.getOwnPropertyDescriptor(value, at)?.value as unknown,
    );
  }
  if (types.isMap(value)) return [...Map.prototype.values.call(value)].slice(0, MOST_ELEMENTS);
  if (types.isSet(value)) return [...Set.prototype.values.call(value)].slice(0, MOST_ELEMENTS);
  return typeof value === "object"
    ? Object.values(Object.getOwnPropertyDescriptors(value))
        .slice(0, MOST_ELEMENTS)
        .map((descriptor): unknown => descriptor.value)
    : [];
}
