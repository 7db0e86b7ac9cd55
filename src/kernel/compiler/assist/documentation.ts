import type ts from "typescript";
import type { CellChecker } from "../check/cell-checker.js";
import { typescript } from "../typescript/typescript-api.js";

/** What the comment above a declaration says, as Markdown and as plain text. */
export interface Documentation {
  readonly markdown: string;
  readonly plain: string;
}

/**
 * Reads the documentation of declarations.
 *
 * Libraries are parsed without their comments, which are most of their text; the files of the declarations asked about
 * are parsed once more, with them.
 */
export function documentationOf(checker: CellChecker, declarations: readonly ts.Declaration[]): Documentation {
  // Overloads and merged interfaces mostly repeat themselves: the first that is documented speaks for all.
  for (const declaration of declarations) {
    const documentation = documentationOfOne(checker, declaration);
    if (documentation.plain !== "") return documentation;
  }
  return { markdown: "", plain: "" };
}

function documentationOfOne(checker: CellChecker, declaration: ts.Declaration): Documentation {
  const documented = [withComments(checker, declaration)];
  const { JsDoc } = typescript;
  // Without the checker, which cannot look up a link in a file that it does not know.
  const comment = textOf(JsDoc.getJsDocCommentsFromDeclarations(documented)).trim();
  const tags = JsDoc.getJsDocTagsFromDeclarations(documented).map((tag) => ({
    name: tag.name,
    text: textOf(tag.text).trim(),
  }));
  const markdown = [comment, ...tags.map(tagAsMarkdown)].filter((part) => part !== "").join("\n\n");
  const plain = [comment, ...tags.map(({ name, text }) => `@${name} ${text}`.trim())].filter((part) => part !== "");
  return { markdown: markdown.replace(LINK, "`$1`"), plain: plain.join("\n").replace(LINK, "$1") };
}

/** `{@link name}` and `{@link name text}`: there is no page that a front end could open. */
const LINK = /\{@link(?:code|plain)?\s+([^\s}|]+)[^}]*\}/g;

export const textOf = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  (parts ?? []).map(({ text }) => text).join("");

function tagAsMarkdown({ name, text }: { readonly name: string; readonly text: string }): string {
  if (text === "") return `*@${name}*`;
  if (name === "example")
    return text.includes("```") ? `*@example*\n\n${text}` : `*@example*\n\n\`\`\`typescript\n${text}\n\`\`\``;
  const parameter = name === "param" ? /^(\S+)\s+([\s\S]*)$/.exec(text) : null;
  return parameter === null ? `*@${name}* ${text}` : `*@param* \`${parameter[1]}\` ${parameter[2]}`;
}

function withComments(checker: CellChecker, declaration: ts.Declaration): ts.Declaration {
  const file = declaration.getSourceFile();
  if (!checker.isWithoutDocumentation(file)) return declaration;
  const commented = typescript.createSourceFile(
    file.fileName,
    file.text,
    { languageVersion: file.languageVersion, jsDocParsingMode: typescript.JSDocParsingMode.ParseAll },
    true,
  );
  let found: ts.Declaration = declaration;
  const visit = (node: ts.Node): void => {
    if (node.pos > declaration.pos || node.end < declaration.end) return;
    if (node.kind === declaration.kind && node.pos === declaration.pos && node.end === declaration.end) {
      found = node as ts.Declaration;
    } else {
      typescript.forEachChild(node, visit);
    }
  };
  visit(commented);
  return found;
}
