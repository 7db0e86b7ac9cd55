import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import OpenAI, { AzureOpenAI } from "openai";
import { resolveSettings, type RunningService, type StartOptions } from "../../src/service/index.js";
import { startLocalService } from "../support/local-service.js";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";

/** The model that tunelab comes with, for tests of what it answers: each load of it takes seconds of computing. */
export const SHIPPED_MODEL = resolveSettings({}, {}).modelPath;

/** A service on a data directory of its own, and clients of the unmodified `openai` package that talk to it. */
export interface TestService {
  readonly service: RunningService;
  readonly azure: AzureOpenAI;
  readonly openai: OpenAI;
  /** Sends a request with the key and the api-version. */
  request(path: string, init?: RequestInit & { readonly json?: unknown }): Promise<Response>;
  /** Sends a request to the management API with its token. */
  manage(path: string, init?: RequestInit & { readonly json?: unknown }): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts a service on a random tiny model that has the shipped one's name, unless a model file is given. */
export async function startTestService(options: StartOptions = {}): Promise<TestService> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), "tunelab-service-")));
  const models = await mkdtemp(join(tmpdir(), "tunelab-service-model-"));
  const removeFolders = async (): Promise<void> => {
    await rm(models, { recursive: true, force: true });
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
  };
  const { modelPath = writeTinyChatModel(models, { fileName: basename(SHIPPED_MODEL) }) } = options;
  const service = await startLocalService({ ...options, dataDirectory, modelPath }).catch(async (error: unknown) => {
    await removeFolders();
    throw error;
  });
  const { apiKey, managementToken } = service.keys;
  const send = (
    headers: Record<string, string>,
    path: string,
    init: RequestInit & { readonly json?: unknown } = {},
  ) => {
    const { json, ...rest } = init;
    return fetch(`${service.url}${path}`, {
      ...rest,
      headers: {
        ...headers,
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...(rest.headers as Record<string, string> | undefined),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  };
  return {
    service,
    azure: new AzureOpenAI({ endpoint: service.url, apiKey, apiVersion: "2024-10-21", maxRetries: 0 }),
    openai: new OpenAI({ baseURL: `${service.url}/openai/v1`, apiKey, maxRetries: 0 }),
    request: (path, init) => send({ "api-key": apiKey }, path, init),
    manage: (path, init) =>
      send(
        { authorization: `Bearer ${managementToken}` },
        `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab${path}`,
        init,
      ),
    async stop() {
      await service.stop();
      await removeFolders();
    },
  };
}
