import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { findProjectRoot, TunelabError } from "../../../core/index.js";
import type { FileReport } from "./file-report.js";
import type { ReportReply, ReportTask } from "./report-worker.js";

/** Reports that are kept; each has at most about half a megabyte. */
const MOST_KEPT = 50;

/** Which content is reported on, and as what. */
export interface ReportRequest extends ReportTask {
  /** SHA-256 of the content, by which a report is kept. */
  readonly sha256: string;
}

/**
 * Makes reports on files, one at a time and each in a thread of its own, so that the service goes on answering, and keeps
 * them by content.
 *
 * @example
 * const reports = new FileReports();
 * const { examples } = await reports.read({ path, sha256, forTraining: true, method: "supervised" });
 */
export class FileReports {
  readonly #kept = new Map<string, Promise<FileReport>>();
  readonly #workers = new Set<Worker>();
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Throws `not_jsonl`, and `report_failed` when the file cannot be read. */
  read({ sha256, ...task }: ReportRequest): Promise<FileReport> {
    const key = `${sha256} ${task.method ?? ""} ${task.forTraining}`;
    let report = this.#kept.get(key);
    // Put last, so that the first is the longest unused.
    this.#kept.delete(key);
    if (report === undefined) {
      report = this.#tail.then(() => this.#make(task));
      this.#tail = report.catch(() => undefined);
      report.catch(() => this.#kept.delete(key));
    }
    this.#kept.set(key, report);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    return report;
  }

  /** Ends what is being read. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  #make(task: ReportTask): Promise<FileReport> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(failed("the service is stopping"));
      const worker = new Worker(workerPath(), { workerData: task, execArgv: [] });
      this.#workers.add(worker);
      worker.once("message", (reply: ReportReply) => {
        if ("report" in reply) resolve(reply.report);
        else reject(new TunelabError(reply.refused.message, reply.refused));
      });
      worker.once("error", (error) => reject(failed(error.message)));
      worker.once("exit", () => {
        this.#workers.delete(worker);
        reject(failed("its thread ended"));
      });
    });
  }
}

function failed(reason: string): TunelabError {
  return new TunelabError(`The file cannot be read: ${reason}.`, {
    code: "report_failed",
    hint: "Try again; if the file was deleted meanwhile, it is gone from the list too.",
  });
}

/** The compiled worker: beside this file in the build, in `dist/` when this file runs from its TypeScript source. */
function workerPath(): string {
  const beside = fileURLToPath(new URL("./report-worker.js", import.meta.url));
  return existsSync(beside)
    ? beside
    : join(findProjectRoot(), "dist", "service", "portal", "file-report", "report-worker.js");
}
