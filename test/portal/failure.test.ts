import { describe, expect, it } from "vitest";
import { toFailure } from "../../src/portal/api/failure.js";

describe("the error of an answer", () => {
  it.each([
    ['{"error":{"code":"not_found","message":"No job.","hint":"Look at the list."}}', "No job.", "not_found"],
    [
      '{"error":{"message":"Bad suffix","type":"invalid_request_error","param":"suffix","code":null}}',
      "Bad suffix",
      "400",
    ],
    ['{"error":{"code":"InsufficientQuota","message":"No quota."}}', "No quota.", "InsufficientQuota"],
    ["<html>gateway</html>", "400 <html>gateway</html>", "400"],
    ["", "400", "400"],
    ["null", "400 null", "400"],
    ['{"error":"text"}', '400 {"error":"text"}', "400"],
  ])("%s says %j", (body, message, code) => {
    const failure = toFailure(400, new Headers(), body);
    expect({ message: failure.message, code: failure.code, status: failure.status }).toEqual({
      message,
      code,
      status: 400,
    });
  });

  it("keeps what helps: hint, field, request id, when to try again", () => {
    const headers = new Headers({ "x-request-id": "r1", "retry-after": "7" });
    const body = '{"error":{"message":"m","code":"c","hint":"h","param":"p"}}';
    expect(toFailure(429, headers, body).details).toEqual({
      status: 429,
      code: "c",
      hint: "h",
      param: "p",
      requestId: "r1",
      retryAfter: 7,
    });
  });
});
