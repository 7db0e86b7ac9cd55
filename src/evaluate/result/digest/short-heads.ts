/**
 * Heads of columns as short as they can be told apart: without `inputs.` and `outputs.`, and without the evaluator's name where
 * its score has the same one. Names that would become alike, or like one of `taken`, stay whole.
 *
 * @example
 * shortHeads(["f1.f1_score", "gleu.gleu", "is_short.output", "inputs.query"]); // ["f1_score", "gleu", "is_short", "query"]
 */
export function shortHeads(names: readonly string[], taken: readonly string[] = []): readonly string[] {
  const heads = names.map(shorten);
  const isAlone = (head: string): boolean =>
    !taken.includes(head) && heads.filter((other) => other === head).length === 1;
  return names.map((name, at) => (isAlone(heads[at]!) ? heads[at]! : name));
}

function shorten(name: string): string {
  const bare = name.replace(/^(?:inputs|outputs)\.(?=.)/, "");
  const [owner, score, ...others] = bare.split(".");
  if (owner === "" || score === undefined || others.length > 0) return bare;
  if (score === "output") return owner!;
  return score.startsWith(owner!) ? score : bare;
}
