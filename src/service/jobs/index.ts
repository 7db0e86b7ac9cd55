export { findJsonlProblem } from "./data/jsonl-lines.js";
export { type JobDependencies, TERMINAL } from "./job-journal.js";
export { type JobProgress } from "./run-job.js";
export { JobQueue, type NewJob } from "./job-queue.js";
export { createLocalTrainer } from "./trainer/local-trainer.js";
export { tokenizeConversation } from "./data/tokenize-examples.js";
export type { Trainer } from "./trainer/trainer.js";
