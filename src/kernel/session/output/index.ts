export { CellParents, type CellParent } from "./cell-parents.js";
export { IopubPublisher } from "./iopub-publisher.js";
export { MissedOutput } from "./missed-output.js";
