/** Why a JSON schema cannot be held, and where in it. */
export class SchemaProblem extends Error {
  /** Keys that lead to the place. */
  readonly path: readonly string[];

  /** @param reason what is wrong there, in the provider's manner: `'not' is not permitted` */
  constructor(path: readonly string[], reason: string) {
    super(`In context=${toTuple(path)}, ${reason}.`);
    this.name = "SchemaProblem";
    this.path = path;
  }
}

/** Python's notation, which the provider's messages have: `()`, `('items',)`, `('properties', 'age')`. */
function toTuple(path: readonly string[]): string {
  const shown = path.slice(0, 12).map((key) => `'${key.slice(0, 64)}'`);
  return shown.length === 1 ? `(${shown[0]},)` : `(${shown.join(", ")})`;
}
