/** A piece of a text: in both, only in the first, or only in the second. */
export interface TextPart {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

/** More words than this are not compared one by one: the table of their pairs would be too large. */
const MOST_WORDS = 600;

/**
 * Finds what differs between two texts, word by word (longest common subsequence).
 *
 * @example
 * markChanges("born in 1867", "born in 1923");
 * // [{ kind: "same", text: "born in " }, { kind: "gone", text: "1867" }, { kind: "new", text: "1923" }]
 */
export function markChanges(before: string, after: string): readonly TextPart[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const [left, right] = [splitWords(before), splitWords(after)];
  if (left.length > MOST_WORDS || right.length > MOST_WORDS) return wholeChange(before, after);
  const longest = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      longest[i]![j] =
        left[i] === right[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
    }
  }
  const parts: { kind: TextPart["kind"]; text: string }[] = [];
  const add = (kind: TextPart["kind"], text: string): void => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else parts.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      add("same", left[i]!);
      [i, j] = [i + 1, j + 1];
    } else if (j === right.length || (i < left.length && longest[i + 1]![j]! >= longest[i]![j + 1]!)) {
      add("gone", left[i]!);
      i += 1;
    } else {
      add("new", right[j]!);
      j += 1;
    }
  }
  return parts;
}

/** Words with the white space after them. */
const splitWords = (text: string): readonly string[] => text.match(/\s*\S+\s*|\s+/g) ?? [];

const wholeChange = (before: string, after: string): readonly TextPart[] =>
  (
    [
      { kind: "gone", text: before },
      { kind: "new", text: after },
    ] as const
  ).filter(({ text }) => text !== "");
