import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { TunelabError } from "../../core/index.js";
import { jupyterEnvironment, type JupyterPaths } from "./jupyter-paths.js";

interface NotebookOutput {
  readonly output_type: string;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
  readonly text?: string | readonly string[];
  readonly data?: Record<string, unknown>;
}

interface NotebookCell {
  readonly cell_type: string;
  readonly id?: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly NotebookOutput[];
  readonly metadata: { readonly execution?: Record<string, string>; readonly tags?: readonly string[] };
}

/** A code cell after a headless run. */
export interface CellRun {
  readonly id: string;
  readonly source: string;
  readonly tags: readonly string[];
  /** Wall-clock time from start to reply, in milliseconds. */
  readonly milliseconds: number;
  readonly outputs: readonly NotebookOutput[];
  /** `name: message` of the error that the cell ended with, if any. */
  readonly error?: string;
}

/** A notebook after a headless run. */
export interface NotebookRun {
  readonly cells: readonly CellRun[];
  /** Wall-clock time of the whole run with the kernel's start, in milliseconds. */
  readonly milliseconds: number;
  /** The executed notebook's JSON text. */
  readonly notebook: string;
}

/** nbconvert does not tell the kernel which notebook it runs, so its language is passed on. */
async function speaking(notebook: string, environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { metadata } = JSON.parse(await readFile(notebook, "utf8")) as {
    metadata?: { tunelab?: { language?: string } };
  };
  const language = metadata?.tunelab?.language;
  return language === undefined ? environment : { TUNELAB_LANGUAGE: language, ...environment };
}

/**
 * Runs a notebook from top to bottom with nbconvert and the clone's kernel, errors kept as outputs.
 *
 * Throws `notebook_run_failed` when the kernel does not start or a cell takes longer than `cellTimeout` seconds.
 */
export async function runNotebook(
  paths: JupyterPaths,
  notebook: string,
  { cellTimeout = 600, environment = process.env }: { cellTimeout?: number; environment?: NodeJS.ProcessEnv } = {},
): Promise<NotebookRun> {
  const output = await mkdtemp(join(tmpdir(), "tunelab-run-"));
  const start = performance.now();
  try {
    await promisify(execFile)(
      paths.python,
      [
        ...["-m", "nbconvert", "--to", "notebook", "--execute", "--allow-errors"],
        ...[`--ExecutePreprocessor.timeout=${cellTimeout}`, "--output-dir", output, notebook],
      ],
      { env: jupyterEnvironment(paths, await speaking(notebook, environment)), maxBuffer: 64 << 20 },
    ).catch((error: Error & { stderr?: string }) => {
      throw new TunelabError(`${basename(notebook)} could not be run to its end.`, {
        code: "notebook_run_failed",
        hint: (error.stderr ?? error.message).trim().split("\n").slice(-12).join("\n"),
        cause: error,
      });
    });
    const text = await readFile(join(output, basename(notebook)), "utf8");
    const { cells } = JSON.parse(text) as { cells: NotebookCell[] };
    return {
      cells: cells.filter((cell) => cell.cell_type === "code").map(toCellRun),
      milliseconds: performance.now() - start,
      notebook: text,
    };
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

function toCellRun(cell: NotebookCell): CellRun {
  const execution = cell.metadata.execution ?? {};
  const began = Date.parse(execution["iopub.execute_input"] ?? execution["iopub.status.busy"] ?? "");
  const ended = Date.parse(execution["shell.execute_reply"] ?? "");
  const outputs = cell.outputs ?? [];
  const error = outputs.find(({ output_type }) => output_type === "error");
  return {
    id: cell.id ?? "",
    source: typeof cell.source === "string" ? cell.source : cell.source.join(""),
    tags: cell.metadata.tags ?? [],
    milliseconds: Number.isFinite(ended - began) ? ended - began : 0,
    outputs,
    error: error && `${error.ename}: ${error.evalue}`,
  };
}
