import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHIPPED_MODEL, startTestService, type TestService } from "../helpers.js";

let test: TestService;
beforeAll(async () => {
  test = await startTestService({ modelPath: SHIPPED_MODEL });
});
afterAll(() => test.stop());

const ask = (text: string) => ({
  model: "gpt-4o",
  messages: [{ role: "user" as const, content: text }],
  temperature: 1,
  seed: 3,
  max_tokens: 200,
});
const format = (schema: Record<string, unknown>, strict = true) => ({
  type: "json_schema" as const,
  json_schema: { name: "answer", strict, schema },
});

describe("response_format", () => {
  it("holds what pydantic makes of Optional[int]: a number where there is one", async () => {
    const schema = {
      properties: {
        name: { title: "Name", type: "string" },
        age: { anyOf: [{ type: "integer" }, { type: "null" }], title: "Age" },
      },
      required: ["name", "age"],
      title: "Person",
      type: "object",
      additionalProperties: false,
    };
    const { choices } = await test.openai.chat.completions.create({
      ...ask("Extract the person as JSON with name and age. Bob is 5 years old."),
      temperature: 0,
      response_format: format(schema),
    });
    expect(JSON.parse(choices[0]!.message.content!)).toEqual({ name: "Bob", age: 5 });
  });

  it("holds what zodResponseFormat makes, definitions used twice included, through parse()", async () => {
    const place = z.object({ city: z.string().max(12), country: z.enum(["PT", "FR", "BR"]) });
    const trip = z.object({
      from: place,
      to: place,
      stars: z.int().min(1).max(5),
      note: z.string().max(20).nullable(),
      mail: z.email(),
    });
    const { choices } = await test.azure.chat.completions.parse({
      ...ask("Plan a trip from Lisbon to Paris as JSON."),
      response_format: zodResponseFormat(trip, "trip"),
    });
    const { parsed } = choices[0]!.message;
    expect(trip.safeParse(parsed).error).toBeUndefined();
  });

  it("holds limits, patterns, formats and recursion on the real model", async () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const schemas: Record<string, unknown>[] = [
      { type: "object", properties: { score: { type: "integer", minimum: 1, maximum: 5 } }, required: ["score"] },
      { type: "object", properties: { code: { type: "string", pattern: "^[A-Z]{3}-\\d{2}$" } }, required: ["code"] },
      { type: "object", properties: { on: { type: "string", format: "date" } }, required: ["on"] },
      { type: "object", properties: { id: { type: "string", format: "uuid" } }, required: ["id"] },
      {
        type: "object",
        properties: { price: { type: "number", multipleOf: 0.25, minimum: 0, maximum: 9 } },
        required: ["price"],
      },
      {
        type: "object",
        properties: {
          tags: { type: "array", items: { enum: ["a", "b"] }, minItems: 1, maxItems: 2 },
          next: { anyOf: [{ $ref: "#" }, { type: "null" }] },
        },
        required: ["tags"],
      },
    ];
    for (const schema of schemas) {
      const { choices } = await test.openai.chat.completions.create({
        ...ask("Answer with a random example as JSON: a score of 9, a code, a day, an id."),
        response_format: format(schema, false),
        max_tokens: 300,
      });
      const { message, finish_reason: reason } = choices[0]!;
      expect([reason, message.content]).toEqual(["stop", expect.any(String)]);
      expect(ajv.validate(schema, JSON.parse(message.content!)), message.content!).toBe(true);
    }
  });

  it("answers 400 in the provider's words for what it cannot hold", async () => {
    const request = test.openai.chat.completions.create({
      ...ask("JSON"),
      response_format: format({ type: "object", properties: { a: { not: { type: "null" } } } }),
    });
    await expect(request).rejects.toThrow(OpenAI.BadRequestError);
    await expect(request).rejects.toMatchObject({
      status: 400,
      message:
        "400 Invalid schema for response_format 'answer': In context=('properties', 'a'), 'not' is not permitted.",
      type: "invalid_request_error",
      param: "response_format",
      code: "invalid_json_schema",
    });
  });

  it("of type json_object is refused as the provider does when no message says JSON", async () => {
    const request = (text: string) =>
      test.azure.chat.completions.create({ ...ask(text), max_tokens: 20, response_format: { type: "json_object" } });
    await expect(request("List two cities.")).rejects.toMatchObject({
      status: 400,
      message:
        "400 'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      type: "invalid_request_error",
      param: "messages",
      code: null,
    });
    const { choices } = await request("List two cities as a json object.");
    expect(choices[0]!.message.content).toMatch(/^\{/);
  });
});
