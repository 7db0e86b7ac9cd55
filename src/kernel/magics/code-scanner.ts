/** What the scanner is inside of at a place in TypeScript code. */
interface ScanState {
  /** Open template literals; each holds the depth of braces at which its `${` was opened. */
  readonly templates: number[];
  mode: "code" | "line comment" | "block comment" | "template" | "single" | "double";
  /** Open brackets of every kind. */
  depth: number;
}

/** What a line of code begins in. */
export interface LineStart {
  /** Whether the line begins in code, not in a template literal or a comment. */
  readonly inCode: boolean;
  /** Brackets that are open there. */
  readonly depth: number;
}

/**
 * Tells for each line whether it begins in code and how many brackets are open there.
 *
 * A scanner for finding magics, not a parser: a regular expression that holds a quote or bracket is read as code.
 *
 * @example
 * scanLineStarts("const a = `\n%env`;")[1]; // { inCode: false, depth: 0 }
 */
export function scanLineStarts(code: string): LineStart[] {
  const state: ScanState = { templates: [], mode: "code", depth: 0 };
  const starts: LineStart[] = [{ inCode: true, depth: 0 }];
  for (let at = 0; at < code.length; at += 1) {
    at += step(state, code, at);
    if (code[at] !== "\n") continue;
    if (state.mode !== "block comment" && state.mode !== "template") state.mode = "code";
    starts.push({ inCode: state.mode === "code", depth: state.depth });
  }
  return starts;
}

/** Takes in one character; returns how many more were taken with it. */
function step(state: ScanState, code: string, at: number): number {
  const char = code[at]!;
  const pair = code.slice(at, at + 2);
  switch (state.mode) {
    case "code":
      return stepInCode(state, char, pair);
    case "block comment":
      if (pair !== "*/") return 0;
      state.mode = "code";
      return 1;
    case "line comment":
      return 0;
    case "template":
      if (char === "\\") return code[at + 1] === "\n" ? 0 : 1;
      if (char === "`") state.mode = "code";
      if (pair !== "${") return 0;
      state.templates.push(state.depth);
      state.depth += 1;
      state.mode = "code";
      return 1;
    default: {
      if (char === "\\") return code[at + 1] === "\n" ? 0 : 1;
      if (char === (state.mode === "single" ? "'" : '"')) state.mode = "code";
      return 0;
    }
  }
}

function stepInCode(state: ScanState, char: string, pair: string): number {
  if (pair === "//") state.mode = "line comment";
  else if (pair === "/*") {
    state.mode = "block comment";
    return 1;
  } else if (char === "'") state.mode = "single";
  else if (char === '"') state.mode = "double";
  else if (char === "`") state.mode = "template";
  else if ("([{".includes(char)) state.depth += 1;
  else if (")]}".includes(char)) {
    state.depth -= 1;
    if (char === "}" && state.templates.at(-1) === state.depth) {
      state.templates.pop();
      state.mode = "template";
    }
  }
  return 0;
}
