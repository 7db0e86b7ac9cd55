/** Texts of the form for a new job. */
export const createJob = {
  "createJob.method": "Customization method",
  "createJob.suffix": "Model suffix",
  "createJob.training": "Training data",
  "createJob.validation": "Validation data",
  "createJob.parameters": "Task parameters",
} as const;
