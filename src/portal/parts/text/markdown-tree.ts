import { Lexer, type Token, type Tokens } from "marked";

/** A piece of a formatted text: words, or an element of this list with pieces in it. */
export type MarkdownNode =
  | string
  | {
      readonly tag:
        | "p"
        | "strong"
        | "em"
        | "del"
        | "code"
        | "pre"
        | "ul"
        | "ol"
        | "li"
        | "blockquote"
        | "heading"
        | "hr"
        | "br"
        | "table"
        | "tr"
        | "th"
        | "td"
        | "a"
        | "group";
      readonly children: readonly MarkdownNode[];
      readonly href?: string;
      readonly start?: number;
    };

/** A model may write anything: only these lead out of the page, and never by themselves. */
const LINK = /^https?:\/\//i;

/**
 * Reads Markdown into a tree that is drawn as virtual nodes. No HTML text comes about: tags and pictures of the source
 * become words, and so do links to anything but http.
 *
 * @example
 * parseMarkdown("**Hi**"); // [{ tag: "p", children: [{ tag: "strong", children: ["Hi"] }] }]
 */
export function parseMarkdown(text: string): readonly MarkdownNode[] {
  return nodesOf(new Lexer({ gfm: true, breaks: true }).lex(text));
}

const nodesOf = (tokens: readonly Token[] | undefined): MarkdownNode[] => (tokens ?? []).flatMap(nodeOf);

function nodeOf(token: Token): MarkdownNode | readonly MarkdownNode[] {
  switch (token.type) {
    case "space":
      return [];
    case "paragraph":
      return { tag: "p", children: nodesOf(token.tokens) };
    case "heading":
      return { tag: "heading", children: nodesOf(token.tokens) };
    case "strong":
    case "em":
    case "del":
      return { tag: token.type, children: nodesOf(token.tokens) };
    case "codespan":
      return { tag: "code", children: [(token as Tokens.Codespan).text] };
    case "code":
      return { tag: "pre", children: [(token as Tokens.Code).text] };
    case "blockquote":
      return { tag: "blockquote", children: nodesOf(token.tokens) };
    case "hr":
    case "br":
      return { tag: token.type, children: [] };
    case "list":
      return listOf(token as Tokens.List);
    case "table":
      return tableOf(token as Tokens.Table);
    case "link":
      return LINK.test((token as Tokens.Link).href)
        ? { tag: "a", href: (token as Tokens.Link).href, children: nodesOf(token.tokens) }
        : token.raw;
    case "text": {
      const { tokens } = token as Tokens.Text;
      return tokens === undefined ? (token as Tokens.Text).text : { tag: "group", children: nodesOf(tokens) };
    }
    case "escape":
      return (token as Tokens.Escape).text;
    default:
      return token.raw;
  }
}

function listOf(list: Tokens.List): MarkdownNode {
  const children = list.items.map((item): MarkdownNode => ({ tag: "li", children: nodesOf(item.tokens) }));
  return list.ordered
    ? { tag: "ol", children, start: typeof list.start === "number" ? list.start : undefined }
    : { tag: "ul", children };
}

function tableOf(table: Tokens.Table): MarkdownNode {
  const row = (cells: readonly Tokens.TableCell[], tag: "th" | "td"): MarkdownNode => ({
    tag: "tr",
    children: cells.map((cell) => ({ tag, children: nodesOf(cell.tokens) })),
  });
  return { tag: "table", children: [row(table.header, "th"), ...table.rows.map((cells) => row(cells, "td"))] };
}
