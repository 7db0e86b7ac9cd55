import { describe, expect, it } from "vitest";
import { assembleLab, parseCodeCells } from "../../src/cli/notebooks/lab-source.js";
import { toNotebook } from "../../src/cli/notebooks/to-notebook.js";

const CODE = "// %% first\nconst a = 1;\na\n\n// %% second #check #exercise\ncheck(a);\n";

describe("parseCodeCells", () => {
  it("reads names, tags and code", () => {
    expect(parseCodeCells(CODE)).toEqual([
      { kind: "code", name: "first", tags: [], code: "const a = 1;\na" },
      { kind: "code", name: "second", tags: ["check", "exercise"], code: "check(a);" },
    ]);
  });

  it("reads CRLF and a file without a final newline", () => {
    expect(parseCodeCells("// %% only\r\n1 + 1")).toEqual([{ kind: "code", name: "only", tags: [], code: "1 + 1" }]);
  });

  it.each([
    ["let x = 1;\n// %% late", "code.ts, line 1: code stands before the first cell header."],
    ["// %% Bad Name\n1", 'code.ts, line 1: "// %% Bad Name" is not a cell header.'],
    ["// %% a\n// %% a", 'code.ts, line 2: two code cells are named "a".'],
  ])("refuses %j", (text, message) => {
    expect(() => parseCodeCells(text)).toThrow(message);
  });
});

describe("assembleLab", () => {
  const code = parseCodeCells(CODE);

  it("places code cells and starts a prose cell at each heading", () => {
    const prose = "# Title\ntext\n<!-- cell: first -->\n## Next\nmore\n### Detail\n<!-- cell: second -->\n";
    expect(assembleLab(prose, code).map((cell) => (cell.kind === "code" ? cell.name : cell.text))).toEqual([
      "# Title\ntext",
      "first",
      "## Next\nmore",
      "### Detail",
      "second",
    ]);
  });

  it("does not take a comment in a fenced block for a heading", () => {
    const prose = "```bash\n# a comment\n```\n<!-- cell: first -->\n<!-- cell: second -->";
    expect(assembleLab(prose, code)).toHaveLength(3);
  });

  it.each([
    ["<!-- cell: second -->", 'prose, line 1: places "second" where "first" is next.'],
    ["<!-- cell: first -->", 'prose: the code cell "second" is not placed.'],
    [
      "<!-- cell: first -->\n<!-- cell: second -->\n<!-- cell: first -->",
      'prose, line 3: places "first" where "nothing more" is next.',
    ],
  ])("refuses %j", (prose, message) => {
    expect(() => assembleLab(prose, code)).toThrow(message);
  });
});

describe("toNotebook", () => {
  it("writes nbformat 4.5 with stable ids, slides and hidden solutions", () => {
    const text = toNotebook(
      [
        { kind: "prose", text: "## Part" },
        { kind: "code", name: "answer", tags: ["solution"], code: "1\n2" },
      ],
      { lab: "00-x", language: "en" },
    );
    expect(JSON.parse(text)).toEqual({
      cells: [
        {
          cell_type: "markdown",
          id: "00-x-prose-1",
          metadata: { slideshow: { slide_type: "slide" } },
          source: ["## Part"],
        },
        {
          cell_type: "code",
          execution_count: null,
          id: "00-x-answer",
          metadata: { jupyter: { source_hidden: true }, tags: ["solution"] },
          outputs: [],
          source: ["1\n", "2"],
        },
      ],
      metadata: {
        kernelspec: { display_name: "TypeScript (tunelab)", language: "typescript", name: "tunelab" },
        language_info: {
          codemirror_mode: "typescript",
          file_extension: ".ts",
          mimetype: "text/x-typescript",
          name: "typescript",
          nbconvert_exporter: "script",
          pygments_lexer: "typescript",
          version: "6.0.3",
        },
        tunelab: { lab: "00-x", language: "en" },
      },
      nbformat: 4,
      nbformat_minor: 5,
    });
  });
});
