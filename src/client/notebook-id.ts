import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findProjectRoot, isRecord, tryParse } from "../core/index.js";

/**
 * What stays the same of a notebook when it is renamed or moved: the id in its metadata (`tunelab.id`), which copies of the
 * labs get when they are made; the path where it has none.
 *
 * Jupyter goes on naming a running kernel's notebook by its old path, so the id of a path is remembered in a file.
 *
 * @example
 * notebookId("my-labs/en/01-fine-tune-azure-openai.ipynb"); // "5f1c…"
 */
export function notebookId(path: string, folder: string = join(findProjectRoot(), ".tunelab", "made")): string {
  const registry = join(folder, "notebooks", "ids.json");
  const known = readRecord(registry);
  const found = readId(path);
  if (found === undefined) return typeof known[path] === "string" ? known[path] : path;
  if (known[path] !== found) {
    try {
      mkdirSync(dirname(registry), { recursive: true });
      writeFileSync(registry, JSON.stringify({ ...known, [path]: found }, null, 2), { mode: 0o600 });
    } catch {
      // Without the note, a notebook that is renamed while it runs is known by its path only.
    }
  }
  return found;
}

function readId(path: string): string | undefined {
  if (!path.endsWith(".ipynb")) return undefined;
  const { metadata } = readRecord(path);
  const tunelab = isRecord(metadata) ? metadata["tunelab"] : undefined;
  const id = isRecord(tunelab) ? tunelab["id"] : undefined;
  return typeof id === "string" && id !== "" ? id : undefined;
}

function readRecord(path: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = tryParse(readFileSync(path, "utf8"));
    return isRecord(read) ? read : {};
  } catch {
    return {};
  }
}
