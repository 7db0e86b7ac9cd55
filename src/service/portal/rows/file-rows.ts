import type { ServiceContext } from "../../context.js";
import { isProcessing } from "../../is-waiting.js";
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
    statusDetails: file.statusDetails ?? null,
  };
}
