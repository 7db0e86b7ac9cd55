/** Words by which a template can do more work than its input is long. */
const UNBOUNDED = /\b(?:range|namespace|macro|lipsum|cycler|joiner)\b/;

/** Loops inside each other that a conversation of usual length bears. */
const MOST_NESTED = 2;

/**
 * Whether a template's work is bounded by the square of its input: it only walks through messages and tools, at most two
 * loops deep, and carries nothing from one round to the next that could grow. Others are watched while they run.
 *
 * @example
 * isBounded("{% for m in messages %}{{ m.content }}{% endfor %}"); // true
 * isBounded("{% for i in range(100000) %}{% endfor %}"); // false
 */
export function isBounded(source: string): boolean {
  if (UNBOUNDED.test(source)) return false;
  let depth = 0;
  for (const [, word] of source.matchAll(/\{%[-+]?\s*(for|endfor)\b/g)) {
    depth += word === "for" ? 1 : -1;
    if (depth > MOST_NESTED) return false;
  }
  return true;
}
