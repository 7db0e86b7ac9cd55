import { randomUUID } from "node:crypto";
import multipart from "@fastify/multipart";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";
import type { Logger } from "pino";
import { TunelabError, tryParse } from "../../core/index.js";
import type { ServiceContext } from "../context.js";
import { registerPortal, withoutRestPrefix } from "../portal/index.js";
import { isDiskFull, storageError } from "../store/index.js";
import { registerAccessChecks } from "./access/access.js";
import { ApiError, badRequest, resourceNotFound } from "./api-error.js";
import { checkBodyLength, checkValueCount } from "./access/body-size.js";
import { registerChatCompletions } from "./chat/chat-completions.js";
import { registerCompletions } from "./completions/completions.js";
import { registerDeployments } from "./management/deployments.js";
import { inFormOf } from "./dialect-errors.js";
import { registerFiles } from "./files/files.js";
import { registerFineTuningJobs } from "./jobs/fine-tuning-jobs.js";
import { registerHealth } from "./health.js";
import { registerModels } from "./models.js";
import { registerOpenApi } from "./open-api/open-api.js";
import { registerTeaching } from "./teaching.js";
import { registerUnsupportedOperations } from "./unsupported-operations.js";
import { registerUploads } from "./files/uploads.js";

/** Largest JSON body; files have their own limits. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** Builds the HTTP server with all of its routes; it does not listen yet. */
export function buildServer(context: ServiceContext, logger: Logger): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    // A client that sends its request this slowly is gone or hostile; answers may take longer.
    requestTimeout: 300_000,
    connectionTimeout: 0,
    // How often Node looks for headers that take longer than allowed below.
    http: { connectionsCheckingInterval: 2_000 },
    keepAliveTimeout: 72_000,
    return503OnClosing: true,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // An address that cannot be decoded, or whose parts are too long, names nothing.
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      const answer = resourceNotFound();
      void reply.status(answer.status).send(answer.toBody());
    },
    // The page finds the public routes below an address of its own, where its session opens them.
    rewriteUrl: ({ url }) => withoutRestPrefix(url ?? "/"),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 256 },
  }) as unknown as FastifyInstance;
  app.server.headersTimeout = 15_000;

  app.addHook("onRequest", async (request, reply) => {
    void reply.headers({
      "apim-request-id": request.id,
      "x-request-id": request.id,
      "x-ms-region": "local",
      "x-content-type-options": "nosniff",
      ...(context.switches.active.length > 0
        ? { "x-tunelab-teaching-switches": context.switches.active.join(",") }
        : {}),
    });
  });
  registerAccessChecks(app, context);
  readJson(app);

  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const answer = inFormOf(request.url, toApiError(error));
    if (answer.status >= 500) request.log.error({ err: error }, "A request failed");
    // What is left of the body will not be read: without this the client's next request could meet a closed connection.
    if (!request.raw.complete) void reply.header("connection", "close");
    void reply.status(answer.status).headers(answer.headers).send(answer.toBody());
  });
  app.setNotFoundHandler(() => {
    throw resourceNotFound();
  });

  registerOpenApi(app);
  void app.register(multipart, { throwFileSizeLimit: false });
  registerHealth(app, context);
  registerChatCompletions(app, context);
  registerCompletions(app, context);
  registerFiles(app, context);
  registerFineTuningJobs(app, context);
  registerModels(app, context);
  registerDeployments(app, context);
  registerUploads(app, context);
  registerUnsupportedOperations(app, context);
  registerTeaching(app, context);
  registerPortal(app, context);
  return app;
}

/**
 * Reads JSON bodies, by their size first.
 *
 * Clients that send one set of headers with everything name JSON also where they send nothing, to delete or to cancel.
 */
/** Whether JSON was refused for a name in it and not for its form; names that programs in JavaScript stumble over are. */
const isForbiddenName = (text: string): boolean => tryParse(text) !== undefined;

const forbiddenName = (): ApiError =>
  badRequest(
    "Invalid request: a property named '__proto__', or 'constructor' with 'prototype' in it, is not permitted. Please rename it.",
    null,
    "invalid_value",
  );

function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    const text = String(body);
    if (text === "") return done(null, undefined);
    const { url } = request.routeOptions;
    try {
      checkBodyLength(url, text.length);
    } catch (error) {
      return done(error as Error);
    }
    parse(request, text, (error, value: unknown) => {
      if (error !== null) return done(isForbiddenName(text) ? forbiddenName() : error);
      try {
        checkValueCount(url, value);
        done(null, value);
      } catch (problem) {
        done(problem as Error);
      }
    });
  });
}

/** Turns whatever was thrown into an answer that tells the client what to do and nothing about the inside. */
function toApiError(error: FastifyError | Error): ApiError {
  if (error instanceof ApiError) return error;
  if (TunelabError.isInstance(error)) return fromTunelabError(error);
  const { statusCode, code } = error as Partial<FastifyError>;
  if (isDiskFull(code)) return fromTunelabError(storageError("the data directory", error));
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE" || statusCode === 413) {
    return new ApiError(413, "The request is too large.", { code: "RequestEntityTooLarge", shape: "azure" });
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" || statusCode === 415) {
    return new ApiError(415, `Unsupported media type: ${error.message}`, {
      code: "UnsupportedMediaType",
      shape: "azure",
    });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return badRequest(
      `We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)`,
    );
  }
  return new ApiError(500, "The service failed to answer; its log in the data directory says why.", {
    code: "InternalServerError",
    headers: { "x-should-retry": "false" },
  });
}

function fromTunelabError(error: TunelabError): ApiError {
  const message = `${error.message} ${error.hint}`;
  switch (error.code) {
    case "invalid_messages":
      return badRequest(message, "messages", "invalid_value");
    case "unsupported_schema":
      return badRequest(error.message, "response_format", "invalid_json_schema");
    case "unsupported_tool_schema":
      return badRequest(error.message, "tools", "invalid_function_parameters");
    case "messages_too_long":
      return badRequest(message, "messages", "context_length_exceeded");
    case "prompt_too_long":
      return badRequest(message, "prompt", "context_length_exceeded");
    case "prompt_too_slow":
    case "template_too_slow":
      return new ApiError(400, message, { code: "prompt_too_slow", headers: { "x-should-retry": "false" } });
    case "machine_busy":
      return new ApiError(503, message, { code: "ServiceUnavailable", headers: { "retry-after": "5" } });
    case "invalid_token":
      return badRequest(message, "prompt", "invalid_value");
    case "invalid_id":
      return new ApiError(404, error.message, { code: "404", shape: "azure" });
    case "no_chat_template":
      return new ApiError(400, message, { code: "OperationNotSupported", shape: "azure" });
    case "storage_failed":
      return new ApiError(507, message, { code: "InsufficientStorage", headers: { "x-should-retry": "false" } });
    default:
      return new ApiError(503, message, { code: "ServiceUnavailable", headers: { "x-should-retry": "false" } });
  }
}
