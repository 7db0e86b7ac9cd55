/** In the place of a property's name: what an object inherits from. */
export const PROTOTYPE: unique symbol = Symbol("prototype");

/** A property of one of the language's or of Node's own objects, or its prototype. */
export interface Place {
  readonly holder: object;
  readonly key: PropertyKey;
}

interface Remembered extends Place {
  /** `undefined` for a name that must not exist, such as `Object.prototype.toJSON`. */
  readonly descriptor: PropertyDescriptor | undefined;
}

/** What stood where something was put back: a chain, because making a list would run a cell's setters. */
export interface Replaced {
  readonly place: Place;
  readonly descriptor: PropertyDescriptor | undefined;
  readonly next: Replaced | undefined;
}

/** Places as they were when they were remembered. */
export interface RememberedPlaces {
  /** Whether all is as it was; some hundred comparisons in a microsecond or two. */
  unchanged(): boolean;
  /** Makes all as it was, and adds what stood there to a chain. */
  putBack(next?: Replaced): Replaced | undefined;
  /** The first place that is not as it was. */
  firstChanged(): Place | undefined;
}

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, setPrototypeOf } = Object;
const { deleteProperty, setPrototypeOf: trySetPrototypeOf } = Reflect;

/**
 * Remembers what stands at these places now. Ones that nobody can change are left out. `withGetters` compares getters too,
 * which takes ten times as long for each as for a value.
 */
export function remember(places: readonly Place[], { withGetters = false } = {}): RememberedPlaces {
  const all = places.flatMap((place): readonly Remembered[] => {
    const descriptor = describe(place);
    return descriptor?.configurable === false && descriptor.writable !== true ? [] : [{ ...place, descriptor }];
  });
  const count = all.length;
  return {
    unchanged: compileCheck(all, withGetters),
    putBack(next) {
      let replaced = next;
      for (let at = 0; at < count; at += 1) {
        const one = all[at]!;
        if (!isAsRemembered(one)) replaced = replace(one, one.descriptor, replaced);
      }
      return replaced;
    },
    firstChanged() {
      for (let at = 0; at < count; at += 1) if (!isAsRemembered(all[at]!)) return all[at];
      return undefined;
    },
  };
}

/** Puts something at a place, or takes away what is there, and adds what stood there to a chain. */
export function replace(
  place: Place,
  descriptor: PropertyDescriptor | undefined,
  next: Replaced | undefined,
): Replaced | undefined {
  const before = describe(place);
  return put(place, descriptor) ? { place, descriptor: before, next } : next;
}

/** Undoes what {@link replace} did. */
export function giveBack(replaced: Replaced | undefined): void {
  for (let at = replaced; at !== undefined; at = at.next) put(at.place, at.descriptor);
}

/** Without a prototype, where a cell's `Object.prototype.get` would be read as part of every descriptor. */
function describe({ holder, key }: Place): PropertyDescriptor | undefined {
  if (key === PROTOTYPE) return { __proto__: null, value: getPrototypeOf(holder) as unknown } as PropertyDescriptor;
  const descriptor = getOwnPropertyDescriptor(holder, key);
  return descriptor === undefined ? undefined : (setPrototypeOf(descriptor, null) as PropertyDescriptor);
}

function isAsRemembered({ holder, key, descriptor }: Remembered): boolean {
  if (descriptor === undefined) return !hasOwn(holder, key);
  const now = describe({ holder, key });
  return now !== undefined && now.value === descriptor.value && now.get === descriptor.get;
}

function put({ holder, key }: Place, descriptor: PropertyDescriptor | undefined): boolean {
  try {
    if (key === PROTOTYPE) return trySetPrototypeOf(holder, (descriptor?.value ?? null) as object | null);
    if (descriptor === undefined) return deleteProperty(holder, key);
    defineProperty(holder, key, descriptor);
    return true;
  } catch {
    // A cell has made it unchangeable.
    return false;
  }
}

/**
 * Makes one expression of all comparisons. Written as a loop they take a hundred times as long, since no place in the code
 * would see the same object twice.
 */
function compileCheck(all: readonly Remembered[], withGetters: boolean): () => boolean {
  const holders = [...new Set(all.map(({ holder }) => holder))];
  const names: string[] = [];
  const comparisons = all.flatMap(({ holder, key, descriptor }, at) => {
    const of = `h${holders.indexOf(holder)}`;
    const name = typeof key === "string" ? JSON.stringify(key) : `k${at}`;
    if (typeof key !== "string") names.push(`k${at} = all[${at}].key`);
    if (descriptor === undefined) return [`!(${name} in ${of})`];
    if (key === PROTOTYPE) return [`prototypeOf(${of}) === all[${at}].descriptor.value`];
    if (!("value" in descriptor)) {
      if (!withGetters) return [];
      names.push(`g${at} = all[${at}].descriptor.get`);
      return [`describe(${of}, ${name})?.get === g${at}`];
    }
    names.push(`v${at} = all[${at}].descriptor.value`);
    return [`${of}[${name}] === v${at}`];
  });
  const constants = [...holders.map((_, at) => `h${at} = holders[${at}]`), ...names].join(", ");
  const check = `() => { try { return ${comparisons.join(" && ")}; } catch { return false; } }`;
  // Only names of the language and of Node are in the text.
  const make = new Function("holders", "all", "describe", "prototypeOf", `const ${constants}; return ${check};`);
  return make(holders, all, getOwnPropertyDescriptor, getPrototypeOf) as () => boolean;
}
