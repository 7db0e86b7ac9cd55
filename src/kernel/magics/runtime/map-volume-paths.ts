/** A path below `/Volumes` in a script; one of the labs' placeholders belongs to it, although a shell would redirect there. */
const VOLUME_PATH = /\/Volumes\/(?:<[A-Za-z][A-Za-z_ ]*>|[^\s'"`;|&<>()])*/g;

/**
 * Puts real paths in the place of those below `/Volumes` in a shell script, so that they survive the quotes around them:
 * a project may lie in a folder with a space in its name. What the map throws, for a placeholder, goes to the caller.
 *
 * @example
 * mapVolumePaths("ls /Volumes/main", (path) => path.replace("/Volumes", "/my labs")); // "ls /my\\ labs/main"
 */
export function mapVolumePaths(script: string, map: (path: string) => string): string {
  return script.replace(VOLUME_PATH, (path: string, at: number) => {
    const root = map("/Volumes/");
    const mapped = map(path);
    // Only the root is escaped: what stands behind it is the learner's own, a * or a variable perhaps.
    return mapped.startsWith(root) ? escapeFor(quoteAt(script, at), root) + mapped.slice(root.length) : mapped;
  });
}

type Quote = "'" | '"' | "";

/** In which quotes a place of a script lies. */
function quoteAt(script: string, at: number): Quote {
  let quote: Quote = "";
  for (let index = 0; index < at; index += 1) {
    const letter = script[index]!;
    if (letter === "\\" && quote !== "'") index += 1;
    else if (letter === quote) quote = "";
    else if (quote === "" && (letter === "'" || letter === '"')) quote = letter;
    // An apostrophe in a comment opens nothing.
    else if (quote === "" && letter === "#" && /(^|\s)$/.test(script.slice(0, index))) {
      const end = script.indexOf("\n", index);
      index = end === -1 ? at : end;
    }
  }
  return quote;
}

function escapeFor(quote: Quote, text: string): string {
  if (process.platform === "win32") return quote === "" && /\s/.test(text) ? `"${text}"` : text;
  if (quote === "'") return text.replaceAll("'", `'\\''`);
  return quote === '"' ? text.replace(/["\\$`]/g, "\\$&") : text.replace(/[^\w/.,:@%+=-]/gu, "\\$&");
}
