import { describe, expect, it } from "vitest";
import { parseChatRequest } from "../../../src/service/http/chat/chat-request.js";

const messages = [{ role: "user", content: "Hi" }];

describe("what is wrong with a request", () => {
  it.each([
    [
      { stop: ["a", "b", "c", "d", "e"] },
      "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 instead.",
      "array_above_max_length",
    ],
    [{ stop: 5 }, "Invalid type for 'stop': got an integer, which is none of the accepted types.", "invalid_type"],
    [
      { response_format: { type: "xml" } },
      "Invalid value: 'xml'. Supported values are: 'text', 'json_object', 'json_schema'.",
      "invalid_value",
    ],
    [
      { response_format: { type: "json_schema", json_schema: { name: "a b", schema: {} } } },
      "Invalid 'response_format.json_schema.name': Expected 1 to 64 letters, digits, underscores or hyphens.",
      "invalid_value",
    ],
    [
      { response_format: { type: "json_schema" } },
      "Missing required parameter: 'response_format.json_schema'.",
      "missing_required_parameter",
    ],
  ])("is said in the provider's words: %j", (part, message, code) => {
    expect(() => parseChatRequest({ messages, ...part })).toThrow(expect.objectContaining({ message, code }) as Error);
  });
});
