/** What is said of a route. */
export interface RouteText {
  readonly summary: string;
  /** What it supports, and how it answers. */
  readonly note?: string;
  /** What it does not. */
  readonly refuses?: string;
}

/** What is said of each route; the paths under /openai/v1 share the entry of those under /openai. */
export const ROUTE_TEXTS: Readonly<Record<string, RouteText>> = {
  "GET /health": {
    summary: "Whether the service is up, which model answers, and how many answers are under way",
  },
  "GET /openapi.json": { summary: "This document" },
  "GET /tunelab/teaching-switches": { summary: "Teaching switches and which of them are on" },
  "PATCH /tunelab/teaching-switches": { summary: "Change teaching switches" },
  "GET /": {
    summary: "The portal: a page for browsers",
  },
  "GET /portal/assets/:name": {
    summary: "A file of the portal's page",
  },
  "POST /session": {
    summary: "Sign a browser in by the one-time token of a link",
  },
  "DELETE /session": {
    summary: "Sign a browser out",
  },
  "POST /tunelab/portal-links": {
    summary: "Make a link that opens the portal once",
    note: "`page` is a route of it such as `/jobs/ftjob-1`, `allow_host` the name of a proxy",
  },
  "GET /portal/api/me": { summary: "Who answers, under which names and prices" },
  "GET /portal/api/events": { summary: "Stream of changes of the given topics" },
  "GET /portal/api/connection": { summary: "Endpoint, keys and ids as the labs copy them" },
  "GET /portal/api/jobs": { summary: "Fine-tuning jobs with progress and last losses" },
  "GET /portal/api/jobs/:id": { summary: "A job with its settings, files and checkpoints" },
  "GET /portal/api/jobs/:id/metrics": { summary: "A job's measurements as columns" },
  "GET /portal/api/jobs/:id/log": { summary: "A job's messages" },
  "GET /portal/api/jobs/:id/log.txt": { summary: "A job's messages as a text file" },
  "GET /portal/api/files": { summary: "Files with their state" },
  "GET /portal/api/files/:id/report": {
    summary: "What a file for fine-tuning holds: problems by line, tokens, examples",
  },
  "GET /portal/api/files/:id/estimate": { summary: "What a job with a file would take" },
  "GET /portal/api/deployments": { summary: "Deployments, tuned models and quota" },
  "GET /portal/api/runs": { summary: "Runs of the local store" },
  "GET /portal/api/server-runs": { summary: "The newest runs of the MLflow server that is configured" },
  "POST /portal/api/model/load": { summary: "Bring the local model into memory, before the first question" },
  "GET /portal/api/made": { summary: "What notebooks made and have not removed" },
  "GET /portal/api/runs/:id": { summary: "A run with what was logged to it" },
  "GET /portal/api/runs/:id/table": { summary: "A table of a run, with its scores" },
  "GET /portal/api/runs/:id/metrics": { summary: "All values of a metric of a run, as columns" },
  "GET /portal/api/runs/:id/traces": { summary: "The traces of a run" },
  "GET /portal/api/runs/:id/artifact": { summary: "A file of a run" },
  "GET /portal/api/compare": { summary: "Two runs compared score by score" },
  "POST /openai/deployments/:deployment/chat/completions": {
    summary: "Answer a chat",
    note: "messages as text or text parts, all roles but `function`; `temperature`, `top_p`, `max_tokens`, `max_completion_tokens`, `stop` (4), `seed`, `n`, `stream`, `stream_options.include_usage`, `presence_penalty`, `frequency_penalty`, `logit_bias` (ids of the local model's vocabulary), `logprobs`, `top_logprobs`, `response_format` (`json_object` and `json_schema` by grammar); `tools`, `tool_choice`, `parallel_tool_calls` where the model's template has a place for them; `user`, `metadata`, `safety_identifier`, `service_tier`, `prompt_cache_key` are accepted and ignored",
    refuses:
      "400 `unsupported_parameter`: `audio`, `modalities`, `functions`, `reasoning_effort`, `prediction`, `store: true`, `web_search_options`; `tools` with other models; `logprobs` together with `response_format`; 400 `invalid_value`: pictures and sounds among the parts of a message",
  },
  "POST /openai/chat/completions": {
    summary: "Answer a chat",
    note: "messages as text or text parts, all roles but `function`; `temperature`, `top_p`, `max_tokens`, `max_completion_tokens`, `stop` (4), `seed`, `n`, `stream`, `stream_options.include_usage`, `presence_penalty`, `frequency_penalty`, `logit_bias` (ids of the local model's vocabulary), `logprobs`, `top_logprobs`, `response_format` (`json_object` and `json_schema` by grammar); `tools`, `tool_choice`, `parallel_tool_calls` where the model's template has a place for them; `user`, `metadata`, `safety_identifier`, `service_tier`, `prompt_cache_key` are accepted and ignored",
    refuses:
      "400 `unsupported_parameter`: `audio`, `modalities`, `functions`, `reasoning_effort`, `prediction`, `store: true`, `web_search_options`; `tools` with other models; `logprobs` together with `response_format`; 400 `invalid_value`: pictures and sounds among the parts of a message",
  },
  "POST /openai/deployments/:deployment/completions": {
    summary: "Continue or score text",
    note: "`prompt` as text, texts, token ids; `echo` and `logprobs` (0 to 5) with `max_tokens: 0`, which scores a given text; with the header `x-tunelab-score-from` only from that character on, in a fraction of the time; the sampling parameters above",
    refuses: "`best_of` above 1, `suffix`, `stream` together with `echo` or `logprobs`",
  },
  "POST /openai/completions": {
    summary: "Continue or score text",
    note: "`prompt` as text, texts, token ids; `echo` and `logprobs` (0 to 5) with `max_tokens: 0`, which scores a given text; with the header `x-tunelab-score-from` only from that character on, in a fraction of the time; the sampling parameters above",
    refuses: "`best_of` above 1, `suffix`, `stream` together with `echo` or `logprobs`",
  },
  "POST /openai/files": {
    summary: "Upload a file",
    note: "multipart up to 512 MB; purposes `fine-tune`, `evals`, `batch`, `assistants`, `user_data`, `vision`; JSONL of `fine-tune` is checked line by line (with or without BOM, CRLF); Azure answers 201 and `pending`; 100 files and 1 GB for fine-tuning on Azure's path; `sha256` of the content in the record",
    refuses: "`expires_after` is ignored; a part without a content type counts as `text/plain`, where Azure refuses it",
  },
  "GET /openai/files": { summary: "List files", note: "`purpose`, `after`, `limit`, `order`" },
  "GET /openai/files/:id": { summary: "Read a file's record" },
  "GET /openai/files/:id/content": {
    summary: "Read a file's content",
    note: "the bytes, with their SHA-256 as `etag`",
    refuses: "range requests",
  },
  "DELETE /openai/files/:id": { summary: "Delete a file", note: "a job keeps its own copy of its files" },
  "POST /openai/files/import": {
    summary: "Import a file from an address",
    note: "`content_url` over http or https; taken up again after a restart",
    refuses: "`/openai/v1`",
  },
  "POST /openai/uploads": {
    summary: "Start an upload in parts",
    note: "files up to 8 GB in parts of up to 64 MB, an hour long",
  },
  "POST /openai/uploads/:id/parts": { summary: "Add a part to an upload" },
  "POST /openai/uploads/:id/complete": {
    summary: "Complete an upload",
    note: "order by `part_ids`; `md5` is checked",
  },
  "POST /openai/uploads/:id/cancel": { summary: "Cancel an upload" },
  "POST /openai/fine_tuning/jobs": {
    summary: "Create a fine-tuning job",
    note: "`method` supervised and dpo (or `hyperparameters`), `n_epochs` 1 to 50, `batch_size` 1 to 256, `learning_rate_multiplier`, `beta`, all `auto` by the providers' rules (Azure's -1 too); `replay` of supervised, an extension; `seed`, `suffix`, `validation_file`, `metadata`, `trainingType` (kept)",
    refuses: "400: reinforcement fine-tuning, integrations, a tuned model as base; tools in training data",
  },
  "GET /openai/fine_tuning/jobs": { summary: "List fine-tuning jobs", note: "`after`, `limit`, `metadata[key]`" },
  "GET /openai/fine_tuning/jobs/:id": { summary: "Read a fine-tuning job" },
  "DELETE /openai/fine_tuning/jobs/:id": {
    summary: "Delete a fine-tuning job that has ended",
    note: "204, once it has ended; its models stay",
    refuses: "`/openai/v1`",
  },
  "POST /openai/fine_tuning/jobs/:id/cancel": { summary: "Cancel a fine-tuning job", note: "within one step" },
  "POST /openai/fine_tuning/jobs/:id/pause": {
    summary: "Pause a fine-tuning job",
    note: "keeps a checkpoint that can be deployed",
  },
  "POST /openai/fine_tuning/jobs/:id/resume": {
    summary: "Resume a paused fine-tuning job",
    note: "from that checkpoint, with the optimiser's state",
  },
  "GET /openai/fine_tuning/jobs/:id/events": {
    summary: "List a job's events, newest first",
    note: "newest first, `after`, `limit`; one event a step (Azure itself writes every tenth)",
  },
  "GET /openai/fine_tuning/jobs/:id/checkpoints": {
    summary: "List a job's checkpoints",
    note: "the last three and the best",
    refuses: "permissions",
  },
  "GET /openai/models": {
    summary: "List models",
    note: "the local model, the labs' names, tuned models and checkpoints; deployments under `/openai/v1`",
  },
  "GET /openai/models/:id": { summary: "Read a model" },
  "DELETE /openai/models/:id": {
    summary: "Delete a tuned model that is not deployed",
    note: "refused with 409 while deployed",
  },
};

/** The same of the management API, without the path of its account or location. */
export const MANAGEMENT_TEXTS: Readonly<Record<string, RouteText>> = {
  "PUT /deployments/:deployment": {
    summary: "Create or replace a deployment",
    note: "201, or 200 for an existing one; `sku` and `properties.model`, `raiPolicyName`, `versionUpgradeOption`, `dynamicThrottlingEnabled`, `tags`; `Azure-AsyncOperation` header",
  },
  "PATCH /deployments/:deployment": { summary: "Change a deployment", note: "200" },
  "GET /deployments/:deployment": {
    summary: "Read a deployment",
    note: "`provisioningState` is `Creating` or `Succeeded`",
  },
  "DELETE /deployments/:deployment": { summary: "Delete a deployment", note: "202, 204 when there is none" },
  "GET /deployments": { summary: "List deployments", note: "`provisioningState` is `Creating` or `Succeeded`" },
  "GET /deployments/:deployment/skus": { summary: "List the SKUs of a deployment" },
  "GET /models": { summary: "List models that can be deployed" },
  "GET /skus": { summary: "List SKUs of the account" },
  "GET /usages": { summary: "List quota and its use" },
  "GET /operationResults/:operation": { summary: "State of an asynchronous operation" },
};

/** Routes that are there to say that no model here can do what they are for. */
export const NOT_OFFERED: RouteText = {
  summary: "Not offered",
  refuses: "400 `OperationNotSupported`: no such model ships",
};
