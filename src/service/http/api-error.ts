/** How the body of an error is laid out: Azure's gateway and management plane, or the OpenAI API. */
export type ErrorShape = "azure" | "openai";

/** What an {@link ApiError} carries beside its message. */
export interface ApiErrorOptions {
  readonly code: string | null;
  /** @default "openai" */
  readonly shape?: ErrorShape;
  /** @default "invalid_request_error" below 500, "server_error" from 500 */
  readonly type?: string | null;
  readonly param?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the error object, for example `innererror`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An answer other than success, in the words of the provider, so that clients throw their typed errors. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly shape: ErrorShape;
  readonly type: string | null;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, options: ApiErrorOptions) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = options.code;
    this.shape = options.shape ?? "openai";
    this.type = options.type === undefined ? (status < 500 ? "invalid_request_error" : "server_error") : options.type;
    this.param = options.param ?? null;
    this.headers = options.headers ?? {};
    this.extra = options.extra ?? {};
  }

  /** The body of the answer. */
  toBody(): { readonly error: Record<string, unknown> } {
    if (this.shape === "azure") return { error: { code: this.code, message: this.message, ...this.extra } };
    return {
      error: { message: this.message, type: this.type, param: this.param, code: this.code, ...this.extra },
    };
  }
}

/**
 * 400 of the OpenAI API.
 *
 * @example
 * badRequest("Missing required parameter: 'model'.", "model", "missing_required_parameter").toBody();
 * // { error: { message: "Missing …", type: "invalid_request_error", param: "model", code: "missing_required_parameter" } }
 */
export function badRequest(message: string, param: string | null = null, code: string | null = null): ApiError {
  return new ApiError(400, message, { code, param });
}

/** 404 of Azure's gateway: wrong path or api-version. */
export function resourceNotFound(): ApiError {
  return new ApiError(404, "Resource not found", { code: "404", shape: "azure" });
}

/** 404 of Azure's data plane for a name that nothing is deployed under. */
export function deploymentNotFound(): ApiError {
  return new ApiError(
    404,
    "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
    { code: "DeploymentNotFound", shape: "azure" },
  );
}

/** 401 of Azure's gateway. */
export function accessDenied(): ApiError {
  return new ApiError(
    401,
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
    { code: "401", shape: "azure" },
  );
}
