/**
 * Cuts SQL text into statements at semicolons outside of quotes and comments; comments before a statement are dropped.
 *
 * @example
 * splitStatements("SELECT ';'; SELECT 2"); // ["SELECT ';'", "SELECT 2"]
 */
export function splitStatements(sql: string): string[] {
  const tokens = sql.matchAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|;|[^-/'";]+|[\s\S]/g);
  const statements = [""];
  for (const [token] of tokens) {
    if (token === ";") statements.push("");
    else if (!token.startsWith("--") && !token.startsWith("/*")) statements[statements.length - 1] += token;
    else statements[statements.length - 1] += " ";
  }
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== "");
}
