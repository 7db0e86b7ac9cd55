/**
 * Share of the first k retrieved documents that are relevant, from 0 to 1; 0 when nothing was retrieved.
 *
 * Fewer than k documents are divided by their own number, duplicates count each. Equals MLflow 3.17.2's `precision_at_k`.
 *
 * @example
 * precisionAtK(["d1", "d2", "d3"], ["d1", "d3"], 2); // 0.5
 */
export function precisionAtK(retrieved: readonly string[], relevant: readonly string[], k: number): number {
  const first = retrieved.slice(0, k);
  if (first.length === 0) return 0;
  const truth = new Set(relevant);
  return first.filter((id) => truth.has(id)).length / first.length;
}

/**
 * Share of the relevant documents found in the first k, from 0 to 1; with nothing relevant, 1 if nothing was retrieved
 * and 0 otherwise. Equals MLflow 3.17.2's `recall_at_k`.
 *
 * @example
 * recallAtK(["d1", "d2"], ["d1", "d3"], 2); // 0.5
 */
export function recallAtK(retrieved: readonly string[], relevant: readonly string[], k: number): number {
  const truth = new Set(relevant);
  if (truth.size === 0) return retrieved.length === 0 ? 1 : 0;
  const found = new Set(retrieved.slice(0, k));
  return [...truth].filter((id) => found.has(id)).length / truth.size;
}

/**
 * Normalised discounted cumulative gain of the first k documents with gain 1 for a relevant one, from 0 to 1; with
 * nothing relevant, 1 if nothing was retrieved and 0 otherwise.
 *
 * A document retrieved several times counts as several documents, relevant each time, as in MLflow 3.17.2's `ndcg_at_k`.
 *
 * @example
 * ndcgAtK(["d5", "d1"], ["d1"], 3); // 0.6309297535714575 = log 2 / log 3
 */
export function ndcgAtK(retrieved: readonly string[], relevant: readonly string[], k: number): number {
  const truth = new Set(relevant);
  const first = retrieved.slice(0, k);
  if (truth.size === 0) return first.length === 0 ? 1 : 0;
  if (first.length === 0) return 0;
  const discount = (rank: number): number => 1 / Math.log2(rank + 2);
  const gain = first.reduce((sum, id, rank) => sum + (truth.has(id) ? discount(rank) : 0), 0);
  const repeats = countRepeatsOfRelevant(first, truth);
  // The best order of as many documents as were retrieved, not of k: sklearn's ndcg_score is given that number.
  const ideal = Math.min(truth.size + repeats, first.length);
  let best = 0;
  for (let rank = 0; rank < ideal; rank += 1) best += discount(rank);
  return gain / best;
}

function countRepeatsOfRelevant(retrieved: readonly string[], truth: ReadonlySet<string>): number {
  const seen = new Set<string>();
  let repeats = 0;
  for (const id of retrieved) {
    if (!truth.has(id)) continue;
    if (seen.has(id)) repeats += 1;
    seen.add(id);
  }
  return repeats;
}
