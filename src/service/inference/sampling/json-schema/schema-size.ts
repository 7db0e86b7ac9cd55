import { isObject } from "./schema-keywords.js";
import { SchemaProblem } from "./schema-problem.js";

/** The provider's limits of a schema (OpenAI, guide "Structured model outputs", 2025). */
const LIMITS = {
  properties: 5000,
  constants: 1000,
  characters: 120_000,
  /** Characters of one `enum` with more than 250 texts. */
  enumCharacters: 15_000,
};

/**
 * Throws {@link SchemaProblem} for a schema above the provider's limits: 5,000 properties, 1,000 constants, 120,000
 * characters of names and constants. It is looked at before anything is made from it.
 */
export function checkSchemaSize(schema: unknown): void {
  const count = { properties: 0, constants: 0, characters: 0 };
  const waiting: unknown[] = [schema];
  const exceed = (what: string, limit: number): void => {
    throw new SchemaProblem([], `the schema has more than ${limit} ${what}`);
  };
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) for (const inner of value as unknown[]) waiting.push(inner);
    if (!isObject(value)) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (["properties", "$defs", "definitions"].includes(key) && isObject(inner)) {
        const names = Object.keys(inner);
        if (key === "properties") count.properties += names.length;
        count.characters += names.reduce((sum, name) => sum + name.length, 0);
      }
      if (key === "const" && typeof inner === "string") count.characters += inner.length;
      if (key === "enum" && Array.isArray(inner)) {
        count.constants += inner.length;
        const characters = (inner as unknown[]).reduce<number>(
          (sum, one) => sum + (typeof one === "string" ? one.length : 0),
          0,
        );
        count.characters += characters;
        if (inner.length > 250 && characters > LIMITS.enumCharacters) {
          exceed("characters in an 'enum' of more than 250 values", LIMITS.enumCharacters);
        }
      }
      if (typeof inner === "object" && inner !== null) waiting.push(inner);
    }
    if (count.properties > LIMITS.properties) exceed("properties", LIMITS.properties);
    if (count.constants > LIMITS.constants) exceed("values in 'enum'", LIMITS.constants);
    if (count.characters > LIMITS.characters) exceed("characters of names and constants", LIMITS.characters);
  }
}
