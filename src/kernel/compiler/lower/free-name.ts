/**
 * Appends underscores to a name until it is not one of those taken.
 *
 * @example
 * freeName("$cell", new Set(["$cell"])); // "$cell_"
 */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  while (taken.has(free)) free += "_";
  return free;
}
