import { type DisplayBundle } from "../../src/core/index.js";

/**
 * A notebook that nobody runs: each cell has one saved output. Trust belongs to the content, so a trusted and an
 * untrusted notebook need different titles.
 */
export function notebookWithOutputs(title: string, bundles: readonly DisplayBundle[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      title,
      kernelspec: { name: "python3", display_name: "Python 3", language: "python" },
      language_info: { name: "python" },
    },
    cells: bundles.map(({ data, metadata = {} }, index) => ({
      id: `cell-${index}`,
      cell_type: "code",
      execution_count: index + 1,
      metadata: {},
      source: `show(${index})`,
      outputs: [{ output_type: "display_data", data, metadata }],
    })),
  });
}
