import { Environment, parse, tokenize } from "@huggingface/jinja";
import { findFreeNames } from "./free-names.js";
import { pythonTokens } from "./python-tokens.js";
import { pythonInterpreter } from "../python/interpreter.js";
import { findSimilar } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { type PromptSource, lineAt, sourceError } from "../document/source-error.js";

/** A template and where it stands in its file. */
export interface TemplateSource {
  readonly source: PromptSource;
  readonly template: string;
  /** Line of the file, counted from 1, where the template starts. */
  readonly firstLine: number;
  /** Whether the line break after a block is dropped: version 1 does, version 2 does not. */
  readonly trimBlocks: boolean;
}

/**
 * Renders a Jinja template as Jinja2 does, values written as Python writes them; a name that the template uses and nobody gave is an error, not an empty text.
 *
 * Throws `prompty_template_error` or `prompty_input_missing`, with file and line.
 *
 * @example
 * renderTemplate({ source, template: "Hi {{ name }}", firstLine: 4, trimBlocks: true }, { name: "Ada" }); // "Hi Ada"
 */
export function renderTemplate(template: TemplateSource, values: Readonly<Record<string, unknown>>): string {
  const program = parseTemplate(template);
  const known = new Set([...Object.keys(values), ...GLOBALS]);
  const unknown = [...findFreeNames(program)].find((name) => !known.has(name));
  if (unknown !== undefined) {
    const similar = findSimilar(unknown, Object.keys(values));
    throw sourceError(
      template.source,
      findExpressionLine(template, unknown),
      say("prompts.noValue", { name: unknown }),
      {
        code: "prompty_input_missing",
        hint:
          similar === undefined
            ? say("prompts.noValueHint", { name: unknown })
            : `${say("core.didYouMean", { name: similar })} ${say("prompts.otherwise", { name: unknown })}`,
      },
    );
  }
  const run = (parsed: ReturnType<typeof parse>): string => {
    const environment = new Environment();
    for (const [name, value] of Object.entries({ ...CONSTANTS, ...values }))
      environment.set(name, toTemplateValue(value));
    environment.set("range", range);
    return (pythonInterpreter(environment).run(parsed) as { value: string }).value;
  };
  try {
    return run(program);
  } catch (cause) {
    const message = (cause as Error).message;
    const named = /(?:filter|test|statement|variable|property|function)[^A-Za-z_]+([A-Za-z_]\w*)/i.exec(message)?.[1];
    const failing = findFailingLine(template, message, run);
    const line = failing ?? (named === undefined ? template.firstLine : findExpressionLine(template, named));
    throw templateError(template, line, message, cause);
  }
}

const CONSTANTS = { true: true, false: false, none: null, True: true, False: false, None: null };
const GLOBALS = [...Object.keys(CONSTANTS), "range", "dict", "namespace"];

function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}

/** Dates and the like have no meaning in Jinja; functions and symbols must not reach a template. */
function toTemplateValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toTemplateValue);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toTemplateValue(item)]));
  }
  return value;
}

function parseTemplate(template: TemplateSource) {
  const options = template.trimBlocks ? { trim_blocks: true, lstrip_blocks: true } : {};
  try {
    return parse(pythonTokens(tokenize(withoutRaw(template), options)));
  } catch (cause) {
    throw templateError(template, findBrokenLine(template), describeParseError(cause as Error), cause);
  }
}

const RAW = /\{%[-+]?\s*raw\s*[-+]?%\}([\s\S]*?)\{%[-+]?\s*endraw\s*[-+]?%\}/g;

/** Turns `raw` blocks, which the engine does not know, into texts, with as many line breaks as before. */
function withoutRaw({ template, trimBlocks }: TemplateSource): string {
  return template.replace(RAW, (block, body: string) => {
    const text = trimBlocks ? body.replace(/^\n/, "") : body;
    return `{{ ${JSON.stringify(text)}${"\n".repeat(block.split("\n").length - 1)} }}`;
  });
}

function describeParseError(error: Error): string {
  if (error instanceof TypeError) return say("prompts.openBlock", { block: "{% … %}" });
  return `${error.message.replace(/\.$/, "")}.`;
}

function templateError(template: TemplateSource, line: number, message: string, cause: unknown) {
  return sourceError(template.source, line, say("prompts.broken", { reason: message }), {
    code: "prompty_template_error",
    hint: say("prompts.brokenHint", { value: "{{ … }}", block: "{% … %}", end: "{% endfor %}" }),
    cause,
  });
}

const TAG = /\{\{[\s\S]*?(?:\}\}|$)|\{%[\s\S]*?(?:%\}|$)|\{#[\s\S]*?(?:#\}|$)/g;

/** The parser gives no position: the first expression that fails on its own, else the block that is never closed. */
function findBrokenLine({ template, firstLine }: TemplateSource): number {
  const open: { name: string; line: number }[] = [];
  for (const match of template.matchAll(TAG)) {
    const line = firstLine + lineAt(template, match.index) - 1;
    const [tag] = match;
    if (tag.startsWith("{#")) continue;
    if (!/(?:\}\}|%\})$/.test(tag)) return line;
    if (tag.startsWith("{{")) {
      if (!parses(tag)) return line;
      continue;
    }
    const name = /^\{%[-+]?\s*(\w+)/.exec(tag)?.[1] ?? "";
    if (/^end/.test(name)) {
      if (open.pop()?.name !== name.slice(3)) return line;
    } else if (["if", "for", "macro", "call", "filter"].includes(name)) {
      if (!parses(`${tag}{% end${name} %}`)) return line;
      open.push({ name, line });
    } else if (name === "set") {
      if (!parses(tag) && !parses(`${tag}{% endset %}`)) return line;
      if (!tag.includes("=")) open.push({ name, line });
    } else if (!["else", "elif", "break", "continue", "generation", "endgeneration"].includes(name)) return line;
  }
  return open.at(-1)?.line ?? firstLine;
}

/** The engine's nodes have no position: the line of the first expression that fails so when it is alone. */
function findFailingLine(
  { template, firstLine }: TemplateSource,
  message: string,
  run: (program: ReturnType<typeof parse>) => string,
): number | undefined {
  for (const match of template.matchAll(TAG)) {
    const expression =
      /^(?:\{\{|\{%[-+]?\s*(?:if|elif|set\s+\w+\s*=|for\s+[\w\s,]+?\s+in)\s)[-+]?([\s\S]*?)[-+]?[%}]\}$/.exec(
        match[0],
      )?.[1];
    if (expression === undefined) continue;
    try {
      run(parse(pythonTokens(tokenize(`{{ ${expression} }}`))));
    } catch (error) {
      if ((error as Error).message === message) return firstLine + lineAt(template, match.index) - 1;
    }
  }
  return undefined;
}

function parses(text: string): boolean {
  try {
    parse(pythonTokens(tokenize(text)));
    return true;
  } catch {
    return false;
  }
}

function findExpressionLine({ template, firstLine }: TemplateSource, name: string): number {
  const word = new RegExp(`(?<![\\w.])${name.replace(/[^\w]/g, "")}(?!\\w)`);
  for (const match of template.matchAll(TAG)) {
    const at = word.exec(match[0])?.index;
    if (at !== undefined) return firstLine + lineAt(template, match.index + at) - 1;
  }
  return firstLine;
}
