import { parentPort, workerData } from "node:worker_threads";
import { TunelabError } from "../../../core/index.js";
import type { FileReport } from "./file-report.js";
import { readFileReport } from "./read-file-report.js";

/** What the worker is started with. */
export interface ReportTask {
  readonly path: string;
  readonly forTraining: boolean;
  readonly method: FileReport["method"] | undefined;
}

/** What the worker answers, once. */
export type ReportReply =
  | { readonly report: FileReport }
  | { readonly refused: { readonly code: string; readonly message: string; readonly hint: string } };

const { path, ...options } = workerData as ReportTask;
try {
  parentPort!.postMessage({ report: await readFileReport(path, options) } satisfies ReportReply);
} catch (error) {
  // Other errors end the worker, and whoever waits hears of it.
  if (!TunelabError.isInstance(error)) throw error;
  const { code, message, hint } = error;
  parentPort!.postMessage({ refused: { code, message, hint } } satisfies ReportReply);
}
