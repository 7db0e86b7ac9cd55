import type { FastifyInstance } from "fastify";
import type { ServiceContext } from "../context.js";
import { ApiError } from "./api-error.js";
import { targetOfDeployment } from "./generation/model-target.js";

/** Operations of the data plane that no model here can do, by the last part of their path. */
const OPERATIONS: Readonly<Record<string, string>> = {
  embeddings: "embeddings",
  "images/generations": "image generation",
  "audio/transcriptions": "audio transcription",
  "audio/translations": "audio translation",
  "audio/speech": "text to speech",
};

/** Registers Azure's own answer to operations that the deployed model does not have, in place of a bare 404. */
export function registerUnsupportedOperations(app: FastifyInstance, context: ServiceContext): void {
  for (const [path, operation] of Object.entries(OPERATIONS)) {
    const refuse = (model: string): never => {
      throw new ApiError(
        400,
        `The ${operation} operation does not work with the specified model, ${model}. Please choose different model and try again. The embedded service offers chat and text completions only.`,
        { code: "OperationNotSupported", shape: "azure" },
      );
    };
    app.post<{ Params: { deployment: string } }>(`/openai/deployments/:deployment/${path}`, ({ params }) =>
      refuse(targetOfDeployment(context, params.deployment).modelId),
    );
    app.post(`/openai/v1/${path}`, () => refuse(context.engine.modelId));
  }
}
