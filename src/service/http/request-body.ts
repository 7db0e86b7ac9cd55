import type { FastifyContextConfig } from "fastify";
import { z } from "zod";

/** What a route reads of a request: JSON of a schema, or the fields of a form, each with its JSON schema. */
export type RequestBody =
  z.ZodType | { readonly form: Readonly<Record<string, object>>; readonly required: readonly string[] };

declare module "fastify" {
  interface FastifyContextConfig {
    /** See {@link reads}. */
    body?: RequestBody;
  }
}

/** A file in a form. */
export const FORM_FILE = { type: "string", contentMediaType: "application/octet-stream" };

/**
 * Options of a route that say what it reads, for the OpenAPI document alone: the handler parses the body itself, when it
 * has looked at what the providers look at first, and answers in their words.
 *
 * @example
 * app.post("/openai/v1/uploads", reads(createSchema), (request) => create(parseBody(createSchema, request.body)));
 */
export function reads(body: RequestBody): { readonly config: { readonly body: RequestBody } } {
  return { config: { body } };
}

/** What options of a route say that it reads. */
export function bodyOf(config: FastifyContextConfig | undefined): RequestBody | undefined {
  return config?.body;
}

/** The `content` of a request's body in an OpenAPI document. */
export function toContent(body: RequestBody): Record<string, { readonly schema: object }> {
  if (!(body instanceof z.ZodType)) {
    return {
      "multipart/form-data": { schema: { type: "object", properties: body.form, required: [...body.required] } },
    };
  }
  // What a client sends, before defaults are filled in; what JSON Schema cannot say is left open.
  const { $schema: _, ...schema } = z.toJSONSchema(body, { io: "input", unrepresentable: "any" });
  return { "application/json": { schema } };
}
