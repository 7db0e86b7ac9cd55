import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ROOMS } from "../import-rules/rules.js";

const SOURCE = resolve(import.meta.dirname, "../../src");

/** Rooms whose words are not the notebook's, with the reason. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  texts: "holds the words themselves",
  service: "speaks the provider's API, which is English",
  training: "runs in the service's process, and what it says becomes the events of a job",
  portal: "has its own dictionary",
  "jupyterlab-extension": "throws nothing of ours",
  cli: "speaks to a terminal, in English",
};

/** Files of speaking rooms with errors that stay English, with the reason. */
const ENGLISH_FILES: Readonly<Record<string, string>> = {
  "core/json/to-json-text.ts": "a kernel's start loads it, and each dictionary would cost it time",
  "core/project-root.ts": "a kernel's start loads it; without its project no notebook opens",
  "evaluate/metrics/nltk/wordnet.ts": "pure metrics import core and tokens alone; an incomplete installation",
  "kernel/compiler/select-compiler.ts": "names a developer's setting, before any cell",
  "kernel/compiler/snapshot/exercise.ts": "is said to whoever builds the kernel",
  "kernel/debugger/debug-session.ts": "answers a front end that is wrong about the protocol",
  "kernel/handlers/execute-request.ts": "answers a front end that is wrong about the protocol",
  "kernel/handlers/unknown-request.ts": "answers a front end that is wrong about the protocol",
  "kernel/kernelspec.ts": "speaks to a terminal, in English",
  "kernel/run-kernel.ts": "is written to the Jupyter server's log",
  "kernel/runner/child/interrupt/interrupt-error.ts": "is read by code alone",
  "kernel/runner/frame-codec.ts": "is about the kernel's own processes, and restarts one",
  "kernel/wire/connection-info.ts": "is written to the Jupyter server's log",
};

/** Sentences that are no message to a learner, by their beginning. */
const NO_MESSAGE: Readonly<Record<string, string>> = {
  "Reply with JSON only": "is asked of a model",
  "You grade outputs of": "is asked of a model",
  "Ask the question above": "is asked of a model",
  "Go on with what you": "is asked of a model",
  "Learn more about the": "is asked of a model",
  "No call to this addre": "is a provider's answer, made up for a replay",
  "The calibration was i": "is said by a command",
  "Unused '@ts-expect-er": "is TypeScript's, whose messages are English",
  "Cannot find name '§'.": "is TypeScript's, whose messages are English",
  "Export assignment can": "is TypeScript's, whose messages are English",
  "Cannot assign to '§' ": "is TypeScript's, whose messages are English",
};

interface Literal {
  readonly place: string;
  readonly text: string;
  readonly of: "error" | "elsewhere";
}

const rooms = Object.keys(ROOMS).filter((room) => !(room in OTHER_WORDS));

function listFiles(path: string): string[] {
  if (/\.tsx?$/.test(path)) return [path];
  return readdirSync(path).flatMap((name) => {
    const inner = join(path, name);
    return /\.tsx?$/.test(name) ? [inner] : name.includes(".") ? [] : listFiles(inner);
  });
}

/** The texts of a file that are not given to `say`, those of templates with § for what is put in. */
function unsaidTexts(code: string, place: string): Literal[] {
  const file = ts.createSourceFile(place, code, ts.ScriptTarget.Latest, true);
  const found: Literal[] = [];
  const visit = (node: ts.Node, of: Literal["of"]): void => {
    if (ts.isCallExpression(node) && node.expression.getText(file) === "say") return;
    if (ts.isImportDeclaration(node)) return;
    const inside = ts.isNewExpression(node) && node.expression.getText(file) === "TunelabError" ? "error" : of;
    const text = ts.isTemplateExpression(node)
      ? node.head.text + node.templateSpans.map(({ literal }) => `§${literal.text}`).join("")
      : ts.isStringLiteralLike(node)
        ? node.text
        : undefined;
    if (text !== undefined) found.push({ place, text, of });
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(file, "elsewhere");
  return found;
}

/** Words in an error, or a whole sentence anywhere else. */
const isMessage = ({ text, of }: Literal): boolean =>
  of === "error" ? /[a-z]{2,} [a-z]{2,}/i.test(text) : /^[A-Z][\w'§{}-]* [^\n]* [^\n]*[.?:]$/.test(text);

const literals = rooms
  .flatMap((room) => listFiles(join(SOURCE, room)))
  .flatMap((path) => unsaidTexts(readFileSync(path, "utf8"), relative(SOURCE, path).split(sep).join("/")))
  .filter(isMessage);

describe("messages of the rooms that speak the notebook's language", () => {
  it("are said from the dictionaries", () => {
    const exempt = ({ place, text }: Literal): boolean =>
      place in ENGLISH_FILES || Object.keys(NO_MESSAGE).some((start) => text.startsWith(start));
    expect(literals.filter((literal) => !exempt(literal))).toEqual([]);
  });

  it("have no exception that is gone", () => {
    const places = new Set(literals.map(({ place }) => place));
    expect(Object.keys(ENGLISH_FILES).filter((place) => !places.has(place))).toEqual([]);
    const starts = Object.keys(NO_MESSAGE);
    expect(starts.filter((start) => !literals.some(({ text }) => text.startsWith(start)))).toEqual([]);
    expect(Object.keys(OTHER_WORDS).filter((room) => !(room in ROOMS))).toEqual([]);
  });

  it.each([
    ['throw new TunelabError("epochs must be 1.", { code: "x", hint: say("a.b") });', ["epochs must be 1."]],
    ['throw new TunelabError(say("a.b"), { code: "x", hint: `Leave ${name} out here.` });', ["Leave § out here."]],
    ['fail("There is no such column.");', ["There is no such column."]],
    ['throw new TunelabError(say("a.b", { code: "find the row" }), { code: "not_found", hint: say("a.c") });', []],
  ] as const)("are found in %s", (code, expected) => {
    expect(
      unsaidTexts(code, "x.ts")
        .filter(isMessage)
        .map(({ text }) => text),
    ).toEqual(expected);
  });
});
