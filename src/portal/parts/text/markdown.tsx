import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { type MarkdownNode, parseMarkdown } from "./markdown-tree.js";

/** A model's answer with its formatting. */
export function Markdown({ text }: { readonly text: string }) {
  const nodes = useMemo(() => parseMarkdown(text), [text]);
  return <div class="markdown">{nodes.map(draw)}</div>;
}

function draw(node: MarkdownNode): ComponentChildren {
  if (typeof node === "string") return node;
  const { tag: Tag, children, href, start } = node;
  const inner = children.map(draw);
  switch (Tag) {
    case "group":
      return <>{inner}</>;
    // The page has headings of its own; those of an answer must not stand between them.
    case "heading":
      return (
        <p>
          <strong>{inner}</strong>
        </p>
      );
    case "a":
      return (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {inner}
        </a>
      );
    case "hr":
      return <hr />;
    case "br":
      return <br />;
    case "pre":
      return <pre tabIndex={0}>{inner}</pre>;
    case "ol":
      return <ol start={start}>{inner}</ol>;
    case "table":
      return (
        <div class="table-frame" tabIndex={0}>
          <table>
            <tbody>{inner}</tbody>
          </table>
        </div>
      );
    default:
      return <Tag>{inner}</Tag>;
  }
}
