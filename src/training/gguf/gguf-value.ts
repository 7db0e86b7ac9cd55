/** A metadata value. Arrays longer than 256 items (vocabularies) are not kept, only their length. */
export type GgufValue = string | number | boolean | readonly GgufValue[] | { readonly skippedItems: number };

/** GGUF's names of the types of metadata, by number. */
export const GGUF_TYPES = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "bool",
  "string",
  "array",
  "uint64",
  "int64",
  "float64",
] as const;
/**
 * A metadata value in a message: texts in quotes and cut, of a list its length.
 *
 * @example
 * describeGgufValue("llama"); // "\"llama\""
 */
export function describeGgufValue(value: GgufValue | undefined): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value !== "object") return String(value);
  return `a list of ${"skippedItems" in value ? value.skippedItems : value.length}`;
}
