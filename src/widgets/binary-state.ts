/** State of a widget as it travels: bytes taken out, and where they were. */
export interface SplitState {
  readonly state: Record<string, unknown>;
  readonly paths: readonly (readonly (string | number)[])[];
  readonly buffers: readonly Uint8Array[];
}

/**
 * Takes the bytes out of a state, as the widget protocol has it: they leave null in lists and nothing in objects, and
 * travel beside the JSON in the order of their paths.
 *
 * @example
 * splitBytes({ data: new Uint8Array([1]), n: 2 }); // { state: { n: 2 }, paths: [["data"]], buffers: [Uint8Array [1]] }
 */
export function splitBytes(state: Readonly<Record<string, unknown>>): SplitState {
  const paths: (string | number)[][] = [];
  const buffers: Uint8Array[] = [];
  const isTaken = (value: unknown, path: (string | number)[]): boolean => {
    if (!(value instanceof Uint8Array)) return false;
    paths.push(path);
    buffers.push(value);
    return true;
  };
  const walk = (value: unknown, path: (string | number)[]): unknown => {
    if (Array.isArray(value)) {
      return value.map((item, at) => (isTaken(item, [...path, at]) ? null : walk(item, [...path, at])));
    }
    if (!isPlain(value)) return value;
    const kept = Object.entries(value).filter(([name, item]) => !isTaken(item, [...path, name]));
    return Object.fromEntries(kept.map(([name, item]) => [name, walk(item, [...path, name])]));
  };
  return { state: walk(state, []) as Record<string, unknown>, paths, buffers };
}

/**
 * Puts bytes back where {@link splitBytes} took them from; paths that lead nowhere are left out.
 *
 * @example
 * joinBytes({ n: 2 }, [["data"]], [new Uint8Array([1])]); // { n: 2, data: Uint8Array [1] }
 */
export function joinBytes(
  state: Readonly<Record<string, unknown>>,
  paths: readonly (readonly (string | number)[])[],
  buffers: readonly Uint8Array[],
): Record<string, unknown> {
  const whole = structuredClone(state) as Record<string, unknown>;
  paths.forEach((path, index) => {
    let at: unknown = whole;
    for (const key of path.slice(0, -1)) at = ownValue(at, key);
    const last = path.at(-1);
    if (typeof at === "object" && at !== null && last !== undefined && Object.hasOwn(buffers, index)) {
      Object.defineProperty(at, last, { value: buffers[index], enumerable: true, configurable: true, writable: true });
    }
  });
  return whole;
}

/** Only what is the state's own: a path of the page must not lead to the language's objects. */
function ownValue(value: unknown, key: string | number): unknown {
  const isOwn = typeof value === "object" && value !== null && Object.hasOwn(value, key);
  return isOwn ? (value as Record<string | number, unknown>)[key] : undefined;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
