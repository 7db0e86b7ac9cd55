import { getMe } from "../state/session.js";
import { call } from "./call.js";
import { CallFailure } from "./failure.js";

/** Address of a data-plane route of Azure's dialect. */
export function dataPath(path: string): string {
  return `portal/rest/openai/${path}?api-version=${getMe().apiVersions.data}`;
}

/** Address of a deployment in the management plane. */
function deploymentPath(name: string): string {
  const { managementPath, apiVersions } = getMe();
  return `portal/rest/${managementPath}/deployments/${encodeURIComponent(name)}?api-version=${apiVersions.management}`;
}

const jobPath = (id: string, action = ""): string =>
  dataPath(`fine_tuning/jobs/${encodeURIComponent(id)}${action === "" ? "" : `/${action}`}`);

/** What a form asks of a new job; absent numbers are the service's own choice. */
export interface JobForm {
  readonly model: string;
  readonly method: "supervised" | "dpo";
  readonly trainingFile: string;
  readonly validationFile?: string;
  readonly suffix?: string;
  readonly seed?: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
}

/** The request's body for a form, as the API has it. */
export function toJobBody(form: JobForm): Record<string, unknown> {
  return {
    model: form.model,
    training_file: form.trainingFile,
    validation_file: form.validationFile,
    suffix: form.suffix,
    seed: form.seed,
    method: { type: form.method, [form.method]: { hyperparameters: form.hyperparameters } },
  };
}

export const createJob = (form: JobForm): Promise<{ readonly id: string }> =>
  call(dataPath("fine_tuning/jobs"), { json: toJobBody(form) });

export const changeJob = (id: string, action: "pause" | "resume" | "cancel"): Promise<unknown> =>
  call(jobPath(id, action), { method: "POST" });

export const deleteJob = (id: string): Promise<unknown> => remove(jobPath(id));

/** What a form asks of a deployment. */
export interface DeploymentForm {
  readonly name: string;
  readonly model: string;
  readonly version: string;
  readonly sku: string;
  /** Thousands of tokens a minute. */
  readonly capacity: number;
  readonly contentFilter: string;
  readonly dynamicQuota: boolean;
}

/** Creates a deployment, or changes the one of this name. */
export const putDeployment = (form: DeploymentForm): Promise<unknown> =>
  call(deploymentPath(form.name), {
    method: "PUT",
    json: {
      sku: { name: form.sku, capacity: form.capacity },
      properties: {
        model: { format: "OpenAI", name: form.model, version: form.version },
        raiPolicyName: form.contentFilter,
        dynamicThrottlingEnabled: form.dynamicQuota,
      },
    },
  });

export const deleteDeployment = (name: string): Promise<unknown> => remove(deploymentPath(name));

export const deleteModel = (id: string): Promise<unknown> =>
  remove(`portal/rest/openai/v1/models/${encodeURIComponent(id)}`);

export const deleteFile = (id: string): Promise<unknown> => remove(dataPath(`files/${encodeURIComponent(id)}`));

/** Deletes; what another tab or a notebook has deleted before is as it should be. */
async function remove(path: string): Promise<void> {
  try {
    await call(path, { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof CallFailure) || error.status !== 404) throw error;
  }
}
