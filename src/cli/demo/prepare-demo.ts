import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readServiceAddress, TunelabError } from "../../core/index.js";
import { endEmbeddedService, MadeThings } from "../../client/index.js";
import type { Language } from "../jupyter/notebook-choice.js";
import { makeNotebooks } from "../notebooks/make-notebooks.js";

/** A lab in its known state: a notebook without outputs, and nothing uploaded, trained, deployed or logged. */
export interface PreparedDemo {
  /** Path relative to the clone with `/` between folders. */
  readonly notebook: string;
  /** Where the demonstration keeps what it makes, apart from the person's own work. */
  readonly environment: Readonly<Record<"TUNELAB_DATA_DIR" | "TUNELAB_VOLUMES" | "MLFLOW_TRACKING_URI", string>>;
}

/**
 * Puts a lab into a known state in a folder of its own, `.tunelab/demo`, and ends the service that a demonstration left.
 *
 * The notebook is made anew from its source, so it has no outputs; the person's own notebooks, jobs and runs stay as they
 * are. Throws `notebook_not_found` with a list where no lab's name begins with `lab`.
 *
 * @example
 * (await prepareDemo(root, "01", "en")).notebook; // ".tunelab/demo/01-fine-tune-azure-openai/en/01-fine-tune-azure-openai.ipynb"
 */
export async function prepareDemo(root: string, lab: string, language: Language): Promise<PreparedDemo> {
  const made = await makeNotebooks(root);
  const labs = [...new Set(made.map(({ path }) => /([^/]+)\.ipynb$/.exec(path)![1]!))].sort();
  const name = labs.find((each) => each.startsWith(lab));
  const source = made.find(({ path }) => path === `notebooks/${language}/${name}.ipynb`);
  if (lab === "" || name === undefined || source === undefined) {
    throw new TunelabError(lab === "" ? "No lab was named." : `There is no lab "${lab}".`, {
      code: "notebook_not_found",
      hint: `Name one of these, or how it begins: ${labs.join(", ")}.`,
    });
  }
  const home = join(root, ".tunelab", "demo", name);
  const data = join(home, "service");
  const left = await readServiceAddress(data);
  if (left !== undefined) await endEmbeddedService(left);
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const folder = join(home, language);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.ipynb`);
  await writeFile(file, source.content);
  // Cells name these files as ../data/….
  await cp(join(root, "notebooks", "data"), join(home, "data"), { recursive: true });
  await rm(new MadeThings({ notebook: file }).path, { force: true });
  return {
    notebook: `.tunelab/demo/${name}/${language}/${name}.ipynb`,
    environment: {
      TUNELAB_DATA_DIR: data,
      TUNELAB_VOLUMES: join(home, "volumes"),
      MLFLOW_TRACKING_URI: join(home, "mlruns"),
    },
  };
}
