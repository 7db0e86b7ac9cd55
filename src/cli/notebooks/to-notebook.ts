import { languageInfo, readVersions } from "../../kernel/index.js";
import type { CodeCell, ProseCell } from "./lab-source.js";

export interface NotebookOptions {
  /** Short name of the lab, for example `00-welcome`; cell ids start from it. */
  readonly lab: string;
  /** Language tag of the prose. */
  readonly language: string;
}

/**
 * Turns a lab's cells into the text of a notebook without outputs (nbformat 4.5), the same text for the same input.
 *
 * Prose that starts with a heading of level 1 or 2 is a slide, of level 3 a subslide; the rest belongs to the slide
 * before it, so that `jupyter nbconvert --to slides` gives a presentation.
 */
export function toNotebook(cells: readonly (CodeCell | ProseCell)[], { lab, language }: NotebookOptions): string {
  let prose = 0;
  const notebook = {
    cells: cells.map((cell) =>
      cell.kind === "code"
        ? {
            cell_type: "code",
            execution_count: null,
            id: `${lab}-${cell.name}`.slice(0, 64),
            metadata: {
              jupyter: cell.tags.includes("solution") ? { source_hidden: true } : undefined,
              tags: cell.tags.length > 0 ? cell.tags : undefined,
            },
            outputs: [],
            source: toLines(cell.code),
          }
        : {
            cell_type: "markdown",
            id: `${lab}-prose-${++prose}`.slice(0, 64),
            metadata: { slideshow: { slide_type: slideType(cell.text) } },
            source: toLines(cell.text),
          },
    ),
    metadata: {
      kernelspec: { display_name: "TypeScript (tunelab)", language: "typescript", name: "tunelab" },
      // What the kernel says of itself, or JupyterLab would write it in and mark every notebook it opens as changed.
      language_info: languageInfo(readVersions().typescript),
      tunelab: { lab, language },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function slideType(text: string): "slide" | "subslide" | "-" {
  if (/^#{1,2} /.test(text)) return "slide";
  return /^### /.test(text) ? "subslide" : "-";
}

function toLines(text: string): string[] {
  const lines = text.split("\n");
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}\n` : line));
}
