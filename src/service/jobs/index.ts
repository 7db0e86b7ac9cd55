export { findJsonlProblem } from "./jsonl-lines.js";
export { type JobDependencies } from "./job-journal.js";
export { type JobProgress } from "./run-job.js";
export { JobQueue, type NewJob } from "./job-queue.js";
export { createLocalTrainer } from "./local-trainer.js";
export { tokenizeConversation } from "./tokenize-examples.js";
export type { Trainer } from "./trainer.js";
