import type { Dialect } from "../store/index.js";
import { ApiError } from "./api-error.js";

/** Errors of files and jobs, which Azure words and codes in its own way. */
export interface DialectError {
  readonly message: string;
  /** Code in Azure's authoring API, for example `invalidPayload`. */
  readonly azureCode: string;
  /** Code in the OpenAI API, if it has one. */
  readonly openaiCode?: string | null;
  readonly param?: string | null;
}

/** Makes the error of a dialect; Azure's carries `param` as `target`. */
export function dialectError(dialect: Dialect, status: number, error: DialectError): ApiError {
  if (dialect === "azure") {
    return new ApiError(status, error.message, {
      code: error.azureCode,
      shape: "azure",
      extra: error.param === undefined || error.param === null ? {} : { target: error.param },
    });
  }
  return new ApiError(status, error.message, { code: error.openaiCode ?? null, param: error.param ?? null });
}

/** 404 for a file, job or model id. */
export function noSuchObject(dialect: Dialect, kind: string, id: string): ApiError {
  return dialectError(dialect, 404, {
    message:
      dialect === "azure"
        ? `The resource '${id.slice(0, 100)}' was not found.`
        : `No such ${kind} object: ${id.slice(0, 100)}`,
    azureCode: "notFound",
    param: "id",
  });
}
