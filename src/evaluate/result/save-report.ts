import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../core/index.js";

/** What a report's name is made of. */
export interface ReportName {
  /** Run's name, or the evaluation's. */
  readonly name: string;
  readonly runId: string | undefined;
}

const MOST_TRIES = 10_000;

/**
 * Writes a report into a folder under the name of its run; a file that is there is never replaced. Returns the path.
 *
 * @example
 * await saveReport("reports", { name: "first prompt", runId: "4f0c11a2…" }, html); // "reports/first-prompt-4f0c11a2.html"
 */
export async function saveReport(folder: string, { name, runId }: ReportName, html: string): Promise<string> {
  await makeFolder(folder);
  const words = name.normalize("NFC").match(/[\p{L}\p{N}_]+/gu) ?? ["evaluation"];
  const base = [words.join("-").slice(0, 60), runId?.slice(0, 8)].filter((part) => part !== undefined).join("-");
  for (let copy = 1; ; copy += 1) {
    const path = join(folder, `${base}${copy === 1 ? "" : `-${copy}`}.html`);
    try {
      await writeFile(path, html, { flag: "wx" });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || copy === MOST_TRIES) throw error;
    }
  }
}
