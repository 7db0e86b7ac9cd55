const LONGEST = 100;

/**
 * A statement on one line, cut if it is long, as the caption of the table that it gives.
 *
 * @example
 * describeStatement("SELECT 42\n  AS answer"); // "SELECT 42 AS answer"
 */
export function describeStatement(statement: string): string {
  const line = statement.trim().replace(/\s+/g, " ");
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST).trimEnd()}…`;
}
