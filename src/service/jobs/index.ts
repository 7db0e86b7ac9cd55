export { lookAtTrainingFile } from "./data/look-at-training-file.js";
export { MIN_EXAMPLES } from "./data/training-file.js";
export { type JobDependencies, RESUME_STEP, TERMINAL } from "./job-journal.js";
export { type JobProgress } from "./run-job.js";
export { JobQueue, type NewJob } from "./job-queue.js";
export { createLocalTrainer } from "./trainer/local-trainer.js";
export { tokenizeConversation } from "./data/tokenize-examples.js";
export type { Trainer } from "./trainer/trainer.js";
