export { isDiskFull, storageError } from "./append-log.js";
export { type CommittedChange, ServiceStore, STORE_FORMAT, type Transaction } from "./service-store.js";
export type {
  CheckpointRecord,
  DialectName,
  DeploymentRecord,
  FilePurpose,
  FileRecord,
  JobEvent,
  JobRecord,
  JobStatus,
  RequestedHyperparameters,
  TunedModelRecord,
  UploadRecord,
} from "./records.js";
