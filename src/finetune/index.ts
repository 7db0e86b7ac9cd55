export { type ChatParameters } from "./chat-parameters.js";
export {
  chatPlayground,
  ChatPlayground,
  ChatTurn,
  type ChatPlaygroundOptions,
  type FewShotExample,
} from "./chat-playground.js";
export { checkSetup, SetupReport, type CheckSetupOptions, type SetupPart, type SetupStep } from "./check-setup.js";
export { compareModels, type CompareModelsOptions } from "./compare-models.js";
export { costMeter, CostReport, type CostMeterOptions } from "./cost-meter.js";
export { CleanUp, deleteEverything, type CleanedThing, type DeleteEverythingOptions } from "./delete-everything.js";
export { deleteDeployment, listDeployments, resizeDeployment } from "./deployments.js";
export { deployModel, Deployment, type DeployModelOptions } from "./deploy-model.js";
export { fetchLabData, LabData, type FetchedFile, type FetchLabDataOptions } from "./fetch-lab-data.js";
export { readNewEvents, stepOfEvent, stepsOfResults, type JobEvent, type JobStep } from "./job-events.js";
export { jobCheckpoints, jobEvents, jobResults, JobResults, listJobs } from "./job-reports.js";
export { lossFigure } from "./loss-figure.js";
export { ManagementClient, type DeploymentBody, type ManagementOptions } from "./management.js";
export { ModelComparison, type ComparedExample } from "./model-comparison.js";
export { priceTable } from "./price-table.js";
export { toPreference, type AnswerJudge, type PreferenceJudge } from "./preference.js";
export { chatMl, scoreAnswer, type AnswerScore, type ChatFormatter } from "./score-answer.js";
export { tokenReport, TokenReport } from "./token-report.js";
export { type ChatAnswer } from "./turn-screen.js";
export { watchJob, WatchedJob, type WatchJobOptions } from "./watch-job.js";
