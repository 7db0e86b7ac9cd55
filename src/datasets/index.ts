import { registerSqlEngine } from "./sql/sql-engine.js";
import { getDisplaySink } from "../core/index.js";
import { mapVolumeFiles } from "./map-volume-files.js";
import { registerPathMapper } from "./volumes.js";

export {
  ChatDataset,
  findSharedExamples,
  readChatDataset,
  type ChatExample,
  type ChatMessage,
  type ReadChatOptions,
} from "./chat-dataset.js";
export {
  columnKind,
  countValues,
  describeColumn,
  type ColumnDescription,
  type ColumnKind,
  type ValueCount,
} from "./frames/column-statistics.js";
export { danfo, describe, frameTable, head, toDataFrame, toRows, valueCounts, type Row } from "./frames/data-frame.js";
export { runOnWarehouse, type WarehouseOptions } from "./databricks/statement-execution.js";
export {
  listVolume,
  pullVolumeFile,
  pushVolumeFile,
  type VolumeEntry,
  type VolumeOptions,
} from "./databricks/volume-files.js";
export { findWorkspace, type Workspace } from "./databricks/workspace.js";
export type { CsvValue } from "./csv/csv-column.js";
export { parseCsv, readCsv, type CsvOptions } from "./csv/read-csv.js";
export { readJsonl, streamJsonl, toJsonl, type JsonLine } from "./read-jsonl.js";
export { readLines, type TextLine } from "./read-lines.js";
export { dedupeRows, sampleRows, splitDataset } from "./split.js";
export { registerSqlEngine, sqlEngine } from "./sql/sql-engine.js";
export { validateChatExample, type ChatFormatMode, type ChatMethod, type DatasetProblem } from "./validate-chat.js";
export { mapVolumePath, registerPathMapper, volumesRoot } from "./volumes.js";

// The kernel looks for both under these keys as soon as the library is loaded; nothing heavy happens before first use.
registerPathMapper();
// Only in a notebook: a program that imports the library keeps its node:fs as it is.
if (getDisplaySink() !== undefined) mapVolumeFiles();
registerSqlEngine();
