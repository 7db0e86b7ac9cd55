import { z } from "zod";
import type { TemplateMessage } from "../../inference/index.js";
import { badRequest } from "../api-error.js";

const functionName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "Expected 1 to 64 letters, digits, underscores or hyphens.");

/** Schema of `tools`. */
export const toolsSchema = z
  .array(
    z.looseObject({
      type: z.literal("function"),
      function: z.looseObject({
        name: functionName,
        description: z.string().nullish(),
        parameters: z.record(z.string(), z.unknown()).nullish(),
        strict: z.boolean().nullish(),
      }),
    }),
  )
  .max(128);

/** Schema of `tool_choice`. */
export const toolChoiceSchema = z.union([
  z.enum(["none", "auto", "required"]),
  z.looseObject({ type: z.literal("function"), function: z.looseObject({ name: z.string() }) }),
]);

/** Schema of `tool_calls` in an assistant's message. */
export const toolCallsSchema = z.array(
  z.looseObject({
    id: z.string(),
    type: z.literal("function"),
    function: z.looseObject({ name: functionName, arguments: z.string() }),
  }),
);

type Tools = z.output<typeof toolsSchema>;
type MessageCalls = z.output<typeof toolCallsSchema>;

/** The functions that an answer may call, and whether it must. */
export interface ToolRequest {
  /** As the client sent them, for the template. */
  readonly definitions: Tools;
  /** Functions of which one must be called; `undefined` leaves it to the model. */
  readonly forced: Tools | undefined;
  /** Whether one function was named: the answer then ends with `stop`, as the provider's does. */
  readonly named: boolean;
  /** Whether an answer may hold more than one call. */
  readonly parallel: boolean;
}

/** Puts the tool parameters of a request together; `undefined` when no tool may be called. Throws the provider's 400. */
export function toToolRequest(
  tools: Tools | undefined,
  choice: z.output<typeof toolChoiceSchema> | undefined,
  parallel: boolean | undefined,
): ToolRequest | undefined {
  if (tools === undefined || tools.length === 0) {
    if (choice !== undefined && choice !== "none") {
      throw badRequest(
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
        "tool_choice",
      );
    }
    if (parallel !== undefined) {
      throw badRequest(
        "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
        "parallel_tool_calls",
      );
    }
    return undefined;
  }
  if (choice === "none") return undefined;
  const one = typeof choice === "object" ? choice.function.name : undefined;
  const named = tools.filter((tool) => tool.function.name === one);
  if (one !== undefined && named.length === 0) {
    throw badRequest(
      `Invalid value for 'tool_choice': the function '${one.slice(0, 64)}' is not among 'tools'.`,
      "tool_choice",
      "invalid_value",
    );
  }
  return {
    definitions: tools,
    forced: one !== undefined ? named : choice === "required" ? tools : undefined,
    named: one !== undefined,
    // A grammar writes one call.
    parallel: (parallel ?? true) && one === undefined && choice !== "required",
  };
}

/**
 * Calls of an assistant's message as templates expect them: their arguments as an object, where the API has JSON text.
 *
 * Throws the provider's 400 for arguments that are no JSON object.
 */
export function toTemplateCalls(calls: MessageCalls, at: string): NonNullable<TemplateMessage["tool_calls"]> {
  return calls.map((call, index) => {
    const { name, arguments: text } = call.function;
    return {
      ...call,
      function: { name, arguments: parseArguments(text, `${at}.tool_calls[${index}].function.arguments`) },
    };
  });
}

function parseArguments(text: string, param: string): object {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below, as for every other text that is no object.
  }
  throw badRequest(`Invalid value for '${param}': expected the JSON text of an object.`, param, "invalid_value");
}

/** Throws the provider's 400 when calls and the answers to them do not belong together. */
export function checkToolMessages(messages: readonly TemplateMessage[]): void {
  const open = new Set<string>();
  messages.forEach((message, index) => {
    if (message.role === "tool") {
      if (message.tool_call_id === undefined) {
        throw badRequest(
          `Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.`,
          `messages[${index}].tool_call_id`,
        );
      }
      if (!open.delete(message.tool_call_id)) {
        throw badRequest(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages[${index}].role`,
        );
      }
      return;
    }
    if (open.size > 0) throw unanswered(open, index);
    for (const { id } of (message.tool_calls ?? []) as MessageCalls) open.add(id);
  });
  if (open.size > 0) throw unanswered(open, messages.length);
}

function unanswered(open: ReadonlySet<string>, index: number): Error {
  const ids = [...open].map((id) => id.slice(0, 64)).join(", ");
  return badRequest(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`,
    `messages[${Math.max(0, index - 1)}].role`,
  );
}
