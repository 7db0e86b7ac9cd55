export { type ChatParameters } from "./playground/chat-parameters.js";
export { chatPlayground, ChatPlayground, ChatTurn, type ChatPlaygroundOptions } from "./playground/chat-playground.js";
export type { FewShotExample } from "./playground/few-shot-example.js";
export {
  checkSetup,
  SetupReport,
  type CheckSetupOptions,
  type SetupPart,
  type SetupStep,
} from "./setup/check-setup.js";
export { compareModels, type CompareModelsOptions } from "./compare/compare-models.js";
export { costMeter, CostReport, type CostMeterOptions } from "./cost/cost-meter.js";
export {
  CleanUp,
  deleteEverything,
  type CleanedThing,
  type DeleteEverythingOptions,
} from "./deployments/delete-everything.js";
export { deleteDeployment, listDeployments, resizeDeployment } from "./deployments/deployments.js";
export { deployBaseModel } from "./deployments/deploy-base-model.js";
export { containsFact, expectedFact } from "./compare/expected-fact.js";
export { resumeLab, ResumedLab, type ResumeLabOptions } from "./jobs/resume-lab.js";
export { deployModel, Deployment, type DeployModelOptions } from "./deployments/deploy-model.js";
export { fetchLabData, LabData, type FetchedFile, type FetchLabDataOptions } from "./setup/fetch-lab-data.js";
export { readNewEvents, stepOfEvent, stepsOfResults, type JobEvent, type JobStep } from "./jobs/job-events.js";
export { jobCheckpoints, jobEvents, jobResults, JobResults, listJobs } from "./jobs/job-reports.js";
export { lossFigure } from "./jobs/loss-figure.js";
export { ManagementClient, type DeploymentBody, type ManagementOptions } from "./deployments/management.js";
export { ModelComparison, type ComparedExample } from "./compare/model-comparison.js";
export { priceTable } from "./cost/price-table.js";
export { toPreference, type AnswerJudge, type PreferenceJudge } from "./compare/preference.js";
export { chatMl, scoreAnswer, type AnswerScore, type ChatFormatter } from "./compare/score-answer.js";
export { tokenReport, TokenReport } from "./cost/token-report.js";
export { type ChatAnswer } from "./playground/turn-screen.js";
export { watchJob, WatchedJob, type WatchJobOptions } from "./jobs/watch-job.js";
