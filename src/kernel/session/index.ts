export { CellParents, type CellParent } from "./cell-parents.js";
export { cursorOffset, toCodePoints, toUtf16Offset } from "./code-points.js";
export { History, type HistoryEntry, type HistoryQuery } from "./history.js";
export { InputQuestions } from "./input-questions.js";
export { IopubPublisher } from "./iopub-publisher.js";
export { type Handler, type KernelContext } from "./kernel-context.js";
export { Lane } from "./lane.js";
export { type Request, booleanField, integerField, textField } from "./request.js";
export { readVersions, type KernelVersions } from "./versions.js";
