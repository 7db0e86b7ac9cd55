import { randomUUID } from "node:crypto";

const MARK = `bigint-${randomUUID()}:`;
const LONG_NUMBER = /\d{16}/;
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const WHOLE = /^-?\d+$/;

/**
 * Parses JSON as `JSON.parse` does, but whole numbers beyond ±2^53, which a number cannot hold, as bigints; Python reads
 * them exactly too. Throws `JSON.parse`'s SyntaxError.
 *
 * @example
 * parseJsonExactly('{"id":9007199254740993}'); // { id: 9007199254740993n }
 */
export function parseJsonExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG_NUMBER.test(text)) return value;
  let isMarked = false;
  const marked = text.replace(TEXT_OR_NUMBER, (token) => {
    if (!WHOLE.test(token) || Number.isSafeInteger(Number(token))) return token;
    isMarked = true;
    return `"${MARK}${token}"`;
  });
  if (!isMarked) return value;
  return JSON.parse(marked, (_, part: unknown) =>
    typeof part === "string" && part.startsWith(MARK) ? BigInt(part.slice(MARK.length)) : part,
  );
}
