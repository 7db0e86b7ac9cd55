import { say } from "../../texts/index.js";
import { checkFields } from "./front-matter.js";
import { type HeaderReader } from "./header-reader.js";

/** Settings of the head and where they stand. */
export interface PlacedSettings {
  readonly value: Record<string, unknown>;
  readonly path: readonly string[];
}

/** What a prompt file says of its model. */
export interface PromptyModel {
  /** Settings for the connection, in the file's own spelling. */
  readonly connection: PlacedSettings;
  /** Parameters of the request, in the API's own names. */
  readonly parameters: PlacedSettings;
  /** Whether a run returns the text of the first choice or the whole answer. */
  readonly response: "first" | "all";
}

const CONNECTION_FIELDS_V1 = [
  "type",
  "azure_endpoint",
  "azure_deployment",
  "api_key",
  "api_version",
  "model",
  "name",
  "base_url",
  "organization",
  "connection",
  "endpoint",
];
const CONNECTION_FIELDS_V2 = [
  "kind",
  "name",
  "authenticationMode",
  "usageDescription",
  "target",
  "endpoint",
  "apiKey",
  "apiVersion",
  "deployment",
  "azureEndpoint",
  "azureDeployment",
  "baseUrl",
  "organization",
];
const OPTION_NAMES: Record<string, string> = {
  frequencyPenalty: "frequency_penalty",
  maxOutputTokens: "max_completion_tokens",
  presencePenalty: "presence_penalty",
  seed: "seed",
  temperature: "temperature",
  topP: "top_p",
  stopSequences: "stop",
  allowMultipleToolCalls: "parallel_tool_calls",
};

/** `model` of version 1: api, configuration, parameters, response. */
export function readModelV1(reader: HeaderReader): PromptyModel {
  const model = reader.record(reader.matter.data["model"] ?? {}, ["model"]);
  checkFields(reader.source, reader.matter, ["model"], model, ["api", "configuration", "parameters", "response"]);
  const api = model["api"] ?? "chat";
  if (api !== "chat") {
    reader.refuse(["model", "api"], say("prompts.badApi", { api: JSON.stringify(api) }), say("prompts.badApiHint"));
  }
  const connection = reader.record(model["configuration"] ?? {}, ["model", "configuration"]);
  checkFields(reader.source, reader.matter, ["model", "configuration"], connection, CONNECTION_FIELDS_V1);
  const response = model["response"] ?? "first";
  if (response !== "first" && response !== "all") {
    reader.refuse(
      ["model", "response"],
      say("prompts.badResponse", { value: JSON.stringify(response) }),
      say("prompts.badResponseHint"),
    );
  }
  return {
    connection: { value: connection, path: ["model", "configuration"] },
    parameters: {
      value: readParameters(reader, model["parameters"], ["model", "parameters"]),
      path: ["model", "parameters"],
    },
    response: response as "first" | "all",
  };
}

/** `model` of version 2: id, provider, apiType, connection, options. */
export function readModelV2(reader: HeaderReader): PromptyModel {
  const given = reader.matter.data["model"] ?? {};
  const model = typeof given === "string" ? { id: given } : reader.record(given, ["model"]);
  checkFields(reader.source, reader.matter, ["model"], model, ["id", "provider", "apiType", "connection", "options"]);
  const apiType = model["apiType"] ?? "chat";
  if (apiType !== "chat") {
    reader.refuse(
      ["model", "apiType"],
      say("prompts.badApiType", { type: JSON.stringify(apiType) }),
      say("prompts.badApiTypeHint"),
    );
  }
  const connection = reader.record(model["connection"] ?? {}, ["model", "connection"]);
  checkFields(reader.source, reader.matter, ["model", "connection"], connection, CONNECTION_FIELDS_V2);
  const options = readParameters(reader, model["options"], ["model", "options"]);
  checkFields(reader.source, reader.matter, ["model", "options"], options, [
    ...Object.keys(OPTION_NAMES),
    "additionalProperties",
  ]);
  const named = Object.entries(options).filter(([key]) => key !== "additionalProperties");
  const further = reader.record(options["additionalProperties"] ?? {}, ["model", "options", "additionalProperties"]);
  return {
    connection: {
      value: {
        ...connection,
        ...(model["id"] === undefined ? {} : { id: model["id"] }),
        ...(model["provider"] === undefined ? {} : { provider: model["provider"] }),
      },
      path: ["model", "connection"],
    },
    parameters: {
      value: { ...Object.fromEntries(named.map(([key, value]) => [OPTION_NAMES[key]!, value])), ...further },
      path: ["model", "options"],
    },
    response: "first" as const,
  };
}

/** Parameters are sent as they are, but JSON has no word for what is no finite number: the server would see null. */
function readParameters(reader: HeaderReader, given: unknown, path: readonly string[]): Record<string, unknown> {
  const parameters = reader.record(given ?? {}, path);
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value !== "number" || Number.isFinite(value)) continue;
    reader.refuse([...path, name], say("prompts.valueIs", { name, value: String(value) }), say("prompts.finite"));
  }
  return parameters;
}
