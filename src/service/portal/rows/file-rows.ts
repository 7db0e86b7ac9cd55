import type { ServiceContext } from "../../context.js";
import { isProcessing } from "../../is-waiting.js";
import { MIN_EXAMPLES } from "../../jobs/index.js";
import type { FileRecord } from "../../store/index.js";

/** A file as the list shows it. */
export function toFileRow(context: Pick<ServiceContext, "now">, file: FileRecord) {
  const waiting = file.status === "processed" && isProcessing(file, context.now());
  return {
    id: file.id,
    filename: file.filename,
    purpose: file.purpose,
    bytes: file.bytes,
    createdAt: file.createdAt * 1000,
    status: waiting ? ("pending" as const) : file.status,
    training: trainingUse(file),
    statusDetails: file.statusDetails ?? null,
  };
}

/**
 * Whether a job would take a file; `null` for one that is for something else or was not looked at. The providers call a
 * file processed whose lines are JSON, and refuse the job then.
 *
 * @example
 * trainingUse({ ...file, counts: { lines: 9, examples: 9 } }); // "too_few_examples"
 */
export function trainingUse({ counts }: Pick<FileRecord, "counts">) {
  if (counts === undefined) return null;
  if (counts.examples < counts.lines) return "wrong_lines" as const;
  return counts.examples < MIN_EXAMPLES ? ("too_few_examples" as const) : ("ready" as const);
}
