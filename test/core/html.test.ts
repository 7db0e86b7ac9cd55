import { describe, expect, it } from "vitest";
import { escapeHtml } from "../../src/core/index.js";

describe("escapeHtml", () => {
  it.each([
    ["", ""],
    ["plain 🎉 text", "plain 🎉 text"],
    [`<script>alert("1 & '2'")</script>`, "&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;"],
    ["&amp;", "&amp;amp;"],
    ["half an emoji: \uD83C", "half an emoji: \uFFFD"],
  ])("writes %j as %j", (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
  });
});
