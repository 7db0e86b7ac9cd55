import { beforeAll, describe, expect, it } from "vitest";
import { Notebook, sharedCompiler } from "../notebook.js";

const FENCE = "```";

/** Inspects at `|`. */
function inspect(marked: string, detailLevel: 0 | 1 = 0): string | undefined {
  const offset = marked.indexOf("|");
  const { found, markdown } = sharedCompiler().inspect(marked.replace("|", ""), offset, detailLevel, "/");
  return found ? markdown : undefined;
}

const typescript = (text: string): string => `${FENCE}typescript\n${text}\n${FENCE}`;

describe("inspection", () => {
  beforeAll(async () => {
    const notebook = new Notebook();
    await notebook.value(
      "/**\n * Adds two numbers; see {@link person}.\n * @param a the first\n * @returns their sum\n * @example add(1, 2) // 3\n */\nfunction add(a: number, b: number): number { return a + b }",
    );
    await notebook.value(
      "/** A person. */\ninterface Person {\n  /** How to call them. */\n  name: string\n}\nconst person: Person = { name: 'a' }; let count = 1\nclass Box<T> { constructor(public value: T) {} }",
    );
    await notebook.value("/** The tone. */ const tone = 'warm'");
    await notebook.value("import fs, { statSync as look } from 'node:fs'");
  });

  const cases: readonly (readonly [name: string, marked: string, markdown: string | undefined])[] = [
    [
      "a function with its documentation",
      "add|",
      `${typescript("function add(a: number, b: number): number")}\n\nAdds two numbers; see \`person\`.\n\n*@param* \`a\` the first\n\n*@returns* their sum\n\n*@example*\n\n${typescript("add(1, 2) // 3")}`,
    ],
    ["a constant", "per|son", typescript("const person: Person")],
    ["a variable of a simple type", "|count", typescript("let count: number")],
    ["a constant with documentation", "tone|", `${typescript('const tone: "warm"')}\n\nThe tone.`],
    [
      "a member with its documentation",
      "person.na|me",
      `${typescript("(property) Person.name: string")}\n\nHow to call them.`,
    ],
    ["a type by its name alone", "Person|", `${typescript("interface Person")}\n\nA person.`],
    ["a generic class", "Box|", typescript("class Box<T>")],
    ["a name of this cell", "const inner = [1]; inn|er", typescript("const inner: number[]")],
    [
      "a global with the library's documentation",
      "isNaN|",
      `${typescript("function isNaN(number: number): boolean")}\n\nReturns a Boolean value that indicates whether a value is the reserved value NaN (not a number).\n\n*@param* \`number\` A numeric value.`,
    ],
    ["a name in an object that is the cell", "{ a: 1, b: cou|nt }", typescript("let count: number")],
    [
      "the function whose arguments are typed in one",
      "{ a: 1, b: isNaN(|",
      `${typescript("isNaN(number: number): boolean")}\n\nReturns a Boolean value that indicates whether a value is the reserved value NaN (not a number).\n\n*@param* \`number\` A numeric value.`,
    ],
    ["nothing", "|", undefined],
    ["an unknown name", "unheardOf|", undefined],
    ["a keyword", "for|", undefined],
    ["a number", "12|", undefined],
  ];
  it.each(cases)("describes %s", (_name, marked, markdown) => {
    expect(inspect(marked)).toBe(markdown);
  });

  it("follows an import to what it brings", () => {
    expect(inspect("fs.existsSync|")?.split("\n").slice(0, 4)).toEqual([
      `${FENCE}typescript`,
      "function existsSync(path: fs.PathLike): boolean",
      FENCE,
      "",
    ]);
  });

  it("describes a function while its arguments are typed", () => {
    const first = (marked: string): string | undefined => inspect(marked)?.split("\n")[1];
    expect(first("add(|")).toBe("add(a: number, b: number): number");
    expect(first("add(1, |)")).toBe("add(a: number, b: number): number");
    expect(first("new Box(|")).toBe("Box(value: unknown): Box<unknown>");
    expect(first("Math.max(1, |")).toBe("max(...values: number[]): number");
    expect(first("[1].concat(|")).toBe("concat(...items: ConcatArray<number>[]): number[] (+1 overload)");
    expect(inspect("add(|")).toContain("Adds two numbers");
    expect(inspect("add (  |")).toContain("Adds two numbers");
  });

  it("names the parameter whose argument is being typed", () => {
    const typed = (marked: string): string | undefined =>
      /^Being typed:\n\n```typescript\n(.*)\n```$/m.exec(inspect(marked) ?? "")?.[1];
    expect(typed("add(|")).toBe("a: number");
    expect(typed("add(1, |)")).toBe("b: number");
    expect(typed("add(1, 2, |)")).toBeUndefined();
    expect(typed("'a'.replace('b', |")).toBe("replaceValue: string");
    expect(typed("String.raw({ raw: [] }, 1, 2, |")).toBe("...substitutions: any[]");
    expect(typed("Math.abs(|")).toBeUndefined();
  });

  it("shows the declaration on the second level of detail", () => {
    expect(inspect("Person|", 1)).toBe(
      `${typescript("interface Person")}\n\nA person.\n\n${typescript("interface Person {\n  /** How to call them. */\n  name: string\n}")}`,
    );
    expect(inspect("person|", 1)).toBe(
      `${typescript("const person: Person")}\n\n${typescript("const person: Person = { name: 'a' };")}`,
    );
  });

  it("gives the same as plain text", () => {
    expect(sharedCompiler().inspect("add", 3, 0, "/").plain).toBe(
      "function add(a: number, b: number): number\n\nAdds two numbers; see person.\n@param a the first\n@returns their sum\n@example add(1, 2) // 3",
    );
  });

  it("describes a function whose documentation links to another", () => {
    const text = inspect("'a'.replace('b', |") ?? "";
    expect(text).toContain("When the `searchValue` is a `RegExp`, all matches are replaced");
    expect(text).not.toContain("{@link");
  });
});

it("inspection keeps fences in documentation from closing its own", async () => {
  await new Notebook().value("/** x */ type T = '```'");
  expect(inspect("let t: T|")).toBe('````typescript\ntype T = "```"\n````\n\nx');
});
