import { describe, expect, it } from "vitest";
import { parseMarkdown } from "../../src/portal/parts/text/markdown-tree.js";

const p = (...children: unknown[]): unknown => ({ tag: "p", children });

describe("a model's answer as Markdown", () => {
  it.each([
    ["Hi **you**", [p("Hi ", { tag: "strong", children: ["you"] })]],
    ["`<b>`", [p({ tag: "code", children: ["<b>"] })]],
    ["```html\n<script>alert(1)</script>\n```", [{ tag: "pre", children: ["<script>alert(1)</script>"] }]],
    ["# Title", [{ tag: "heading", children: ["Title"] }]],
    ["3. c", [{ tag: "ol", start: 3, children: [{ tag: "li", children: [{ tag: "group", children: ["c"] }] }] }]],
    ["[site](https://example.org)", [p({ tag: "a", href: "https://example.org", children: ["site"] })]],
  ])("%j", (text, expected) => {
    expect(parseMarkdown(text)).toEqual(expected);
  });

  it.each([
    "<img src=x onerror=alert(1)>",
    "![spy](https://example.org/a.png)",
    "[x](javascript:alert(1))",
    "[x](data:text/html,1)",
    "[x](//example.org)",
  ])("leaves %j as words", (text) => {
    const flat = JSON.stringify(parseMarkdown(text));
    expect(flat).not.toMatch(/"tag":"(?!p"|group")/);
    expect(flat).toContain(JSON.stringify(text).slice(1, 5));
  });
});
