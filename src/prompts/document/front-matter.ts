import { type Document, LineCounter, type Node, type Pair, isMap, isNode, isScalar, parseDocument } from "yaml";
import { type PromptSource, sourceError } from "./source-error.js";
import { findSimilar } from "../../core/index.js";
import { say } from "../../texts/index.js";

/** The YAML header of a prompt file, with the line of every value. */
export interface FrontMatter {
  readonly data: Record<string, unknown>;
  /** Text after the header. */
  readonly template: string;
  /** Line of the file, counted from 1, where the template starts. */
  readonly templateLine: number;
  /** Line of a value, by its path. */
  lineOf(path: readonly string[]): number;
}

/**
 * Splits a prompt file into its YAML header between `---` lines and the template after it.
 *
 * A byte order mark and Windows line ends are accepted. Throws `prompty_header_missing` or `prompty_header_invalid`.
 *
 * @example
 * parseFrontMatter({ name: "a.prompty", text: "---\nname: a\n---\nuser:\nHi" }).data; // { name: "a" }
 */
export function parseFrontMatter(source: PromptSource): FrontMatter {
  const text = source.text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const match = /^\s*---[ \t]*\n([\s\S]*?)(?:^|\n)---[ \t]*(?:\n|$)/.exec(text);
  if (match === null) throw headerMissing(source, text);
  const headerStart = text.indexOf("---") + 3;
  const headerLine = text.slice(0, headerStart).split("\n").length;
  const lines = new LineCounter();
  const document = parseDocument(match[1]!, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  const lineInFile = (offset: number): number => headerLine + lines.linePos(offset).line;
  if (problem !== undefined) {
    throw sourceError(source, lineInFile(problem.pos[0]), say("prompts.badYaml", { reason: problem.message }), {
      code: "prompty_header_invalid",
      hint: say("prompts.badYamlHint"),
      cause: problem,
    });
  }
  const data = toData(document, source, headerLine + 1);
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw sourceError(source, headerLine + 1, say("prompts.headerList"), {
      code: "prompty_header_invalid",
      hint: say("prompts.headerListHint"),
    });
  }
  return {
    data: data as Record<string, unknown>,
    template: text.slice(match[0].length),
    templateLine: match[0].split("\n").length,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = findOffset(document.contents, path.slice(0, length));
        if (offset !== undefined) return lineInFile(offset);
      }
      return headerLine + 1;
    },
  };
}

function headerMissing(source: PromptSource, text: string): Error {
  const begins = /^\s*---[ \t]*(?:\n|$)/.exec(text);
  if (begins === null) {
    return sourceError(source, 1, say("prompts.noHeader"), {
      code: "prompty_header_missing",
      hint: say("prompts.noHeaderHint"),
    });
  }
  const line = begins[0].trimEnd().split("\n").length;
  return sourceError(source, line, say("prompts.headerOpen"), {
    code: "prompty_header_missing",
    hint: say("prompts.headerOpenHint"),
  });
}

/** Aliases are only followed here, so that too many of them, or one to nothing, are no errors of the parser. */
function toData(document: Document, source: PromptSource, line: number): unknown {
  try {
    return (document.toJS() as unknown) ?? {};
  } catch (cause) {
    throw sourceError(source, line, say("prompts.aliases", { reason: (cause as Error).message }), {
      code: "prompty_header_invalid",
      hint: say("prompts.aliasesHint"),
      cause,
    });
  }
}

function findOffset(root: Node | null, path: readonly string[]): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) return undefined;
      offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
      node = pair.value;
    } else if (isNode(node) && "items" in node) {
      node = (node.items as unknown[])[Number(key)];
      offset = isNode(node) ? node.range?.[0] : undefined;
    } else return undefined;
  }
  return offset;
}

/** Refuses settings that nobody would read, naming the one that was probably meant. */
export function checkFields(
  source: PromptSource,
  matter: FrontMatter,
  path: readonly string[],
  value: object,
  allowed: readonly string[],
): void {
  for (const key of Object.keys(value)) {
    if (allowed.includes(key)) continue;
    const similar = findSimilar(key, allowed);
    const full = [...path, key].join(".");
    throw sourceError(source, matter.lineOf([...path, key]), say("prompts.noSetting", { name: full }), {
      code: "unknown_prompty_field",
      hint:
        similar === undefined
          ? say("prompts.noSettingHint", { names: allowed.join(", ") })
          : say("core.didYouMean", { name: [...path, similar].join(".") }),
    });
  }
}
