import { expect, it } from "vitest";
import OpenAI from "openai";
import { autologOpenAI, evaluate, evaluateGenai, trace } from "../../../src/evaluate/index.js";
import { MemoryTracker } from "../memory-tracker.js";

const completion = { id: "c", choices: [{ message: { role: "assistant", content: "Lisbon" } }] };
const client = new OpenAI({
  apiKey: "test",
  baseURL: "http://127.0.0.1:1/v1",
  fetch: (async () => Response.json(completion)) as typeof fetch,
});
const ask = async (content: string): Promise<string | null> =>
  (await client.chat.completions.create({ model: "m", messages: [{ role: "user", content }] })).choices[0]!.message
    .content;

const evaluateClassic = async (model: (row: { readonly inputs: string }) => unknown) => {
  const tracker = new MemoryTracker();
  const data = [{ inputs: "capital?" }, { inputs: "river?" }];
  await evaluate({ data, model, perRow: true, modelType: "text", tracker, concurrency: 1 });
  return tracker.runs[0]!.traces.map(({ state, request, response, spans }) => ({
    state,
    request,
    response,
    steps: spans.map(({ name, spanType }) => [name, spanType]),
  }));
};

// MLflow 3.17.2 keeps two traces of such a function, and none of one that makes no call.
it("keeps what a model's function does as traces of the run, chat completions without autolog too, until it is disabled", async () => {
  const traced = trace(({ inputs }: { readonly inputs: string }) => ask(inputs), { name: "qa", spanType: "CHAIN" });
  expect(await evaluateClassic(traced)).toEqual(
    ["capital?", "river?"].map((inputs) => ({
      state: "OK",
      request: { inputs },
      response: "Lisbon",
      steps: [
        ["qa", "CHAIN"],
        ["Completions", "CHAT_MODEL"],
      ],
    })),
  );
  expect((await evaluateClassic(({ inputs }) => ask(inputs))).map(({ steps }) => steps)).toEqual([
    [["Completions", "CHAT_MODEL"]],
    [["Completions", "CHAT_MODEL"]],
  ]);
  expect(await evaluateClassic(() => "Lisbon")).toEqual([]);
  const stepsOfGenai = async () => {
    const data = [{ inputs: { q: "capital?" } }];
    const result = await evaluateGenai({ data, predictFn: ({ q }: { readonly q: string }) => ask(q), scorers: [] });
    return result.results[0]!.trace.spans.map(({ name }) => name);
  };
  expect(await stepsOfGenai()).toEqual(["predict", "Completions"]);
  await autologOpenAI({ disable: true });
  expect(await evaluateClassic(({ inputs }) => ask(inputs))).toEqual([]);
  expect(await stepsOfGenai()).toEqual(["predict"]);
});
