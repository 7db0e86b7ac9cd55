/** Above this length a heap beats scanning all pairs before each merge. */
const SCAN_LIMIT = 96;

/**
 * Merges the bytes of one piece, lowest rank first, until no two neighbours form a token.
 *
 * `bytes` is a string of characters 0 to 255; every single byte must have a rank. Equal ranks merge from the
 * left. This is the loop of byte pair encoding as in tiktoken's `_byte_pair_merge`.
 *
 * @example
 * mergeBytePairs("abab", new Map([["a", 0], ["b", 1], ["ab", 2]])); // [2, 2]
 */
export function mergeBytePairs(bytes: string, ranks: ReadonlyMap<string, number>): number[] {
  return bytes.length <= SCAN_LIMIT ? mergeByScanning(bytes, ranks) : mergeByHeap(bytes, ranks);
}

function mergeByScanning(bytes: string, ranks: ReadonlyMap<string, number>): number[] {
  const rankOf = (start: number, end: number): number => ranks.get(bytes.slice(start, end)) ?? Infinity;
  /** Where each part starts; the last entry is the end of the piece. */
  const starts = Array.from({ length: bytes.length + 1 }, (_, index) => index);
  /** Rank of part i joined with part i + 1. */
  const joined = starts.slice(0, -2).map((start) => rankOf(start, start + 2));
  for (;;) {
    let best = -1;
    let bestRank = Infinity;
    for (let index = 0; index < joined.length; index += 1) {
      if (joined[index]! < bestRank) {
        bestRank = joined[index]!;
        best = index;
      }
    }
    if (best < 0) break;
    starts.splice(best + 1, 1);
    joined.splice(best, 1);
    if (best < joined.length) joined[best] = rankOf(starts[best]!, starts[best + 2]!);
    if (best > 0) joined[best - 1] = rankOf(starts[best - 1]!, starts[best + 1]!);
  }
  return starts.slice(0, -1).map((start, index) => ranks.get(bytes.slice(start, starts[index + 1]))!);
}

function mergeByHeap(bytes: string, ranks: ReadonlyMap<string, number>): number[] {
  const length = bytes.length;
  const next = Int32Array.from({ length: length + 1 }, (_, index) => index + 1);
  const previous = Int32Array.from({ length: length + 1 }, (_, index) => index - 1);
  const alive = new Uint8Array(length).fill(1);
  const heap = new PairHeap();

  const push = (start: number): void => {
    const middle = next[start]!;
    if (middle >= length) return;
    const end = next[middle]!;
    const rank = ranks.get(bytes.slice(start, end));
    if (rank !== undefined) heap.push({ rank, start, end });
  };

  for (let start = 0; start < length; start += 1) push(start);
  for (let pair = heap.pop(); pair !== undefined; pair = heap.pop()) {
    const { start, end } = pair;
    // Entries are not removed when a neighbour changes: one is stale when its part is gone or its end has moved.
    if (alive[start] === 0 || next[start]! >= length || next[next[start]!]! !== end) continue;
    alive[next[start]!] = 0;
    next[start] = end;
    if (end < length) previous[end] = start;
    push(start);
    if (previous[start]! >= 0) push(previous[start]!);
  }

  const ids: number[] = [];
  for (let start = 0; start < length; start = next[start]!) ids.push(ranks.get(bytes.slice(start, next[start]))!);
  return ids;
}

interface Pair {
  readonly rank: number;
  readonly start: number;
  readonly end: number;
}

/** Binary heap with the lowest rank on top, and the leftmost of equal ranks. */
class PairHeap {
  readonly #items: Pair[] = [];

  push(pair: Pair): void {
    const items = this.#items;
    let index = items.push(pair) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(pair, items[parent]!)) break;
      items[index] = items[parent]!;
      index = parent;
    }
    items[index] = pair;
  }

  pop(): Pair | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child += 1;
      if (!before(items[child]!, last)) break;
      items[index] = items[child]!;
      index = child;
    }
    items[index] = last;
    return top;
  }
}

function before(left: Pair, right: Pair): boolean {
  return left.rank < right.rank || (left.rank === right.rank && left.start < right.start);
}
