import { createHash } from "node:crypto";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { TrackedDataset } from "../../core/index.js";
import { listNames, makeFolder, readText, writeWhole } from "./files.js";
import { META } from "./run-folder.js";

/** Notes that a run used datasets: each once in the experiment, and linked to the run. */
export async function writeDatasets(folder: string, runId: string, datasets: readonly TrackedDataset[]): Promise<void> {
  for (const dataset of datasets) {
    const id = md5(dataset.name + dataset.digest);
    const { name, digest, sourceType, source, schema = null, profile = null, tags = {} } = dataset;
    const meta = { digest, name, profile, schema, source, source_type: sourceType };
    const place = join(folder, "..", "datasets", id, META);
    await makeFolder(join(folder, "..", "datasets", id));
    if ((await readText(place)) === undefined) await writeWhole(place, stringify(meta), join(folder, ".."));
    // MLflow writes the dataset's id as the destination too.
    const input = { destination_id: id, destination_type: "RUN", source_id: id, source_type: "DATASET", tags };
    await writeWhole(join(folder, "inputs", md5(id + runId), META), stringify(input), folder);
  }
}

/** The datasets that a run used. */
export async function readDatasets(folder: string): Promise<readonly TrackedDataset[]> {
  const datasets: TrackedDataset[] = [];
  for (const name of await listNames(join(folder, "inputs"), "folders")) {
    const input = parse((await readText(join(folder, "inputs", name, META))) ?? "{}") as {
      readonly source_id?: string;
      readonly tags?: Readonly<Record<string, string>>;
    };
    const text = await readText(join(folder, "..", "datasets", input.source_id ?? "", META));
    if (text === undefined) continue;
    const { source_type: sourceType, ...dataset } = parse(text) as Omit<TrackedDataset, "sourceType"> & {
      readonly source_type: string;
    };
    datasets.push({ ...dataset, sourceType, tags: input.tags });
  }
  return datasets;
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
