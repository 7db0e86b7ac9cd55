import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AzureOpenAI } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Completeness,
  Correctness,
  defaultJudge,
  answerCorrectness,
  Equivalence,
  evaluate,
  evaluateGenai,
  ExpectationsGuidelines,
  Fluency,
  Guidelines,
  makeGenaiMetric,
  promptJudge,
  RelevanceToQuery,
  RetrievalGroundedness,
  RetrievalRelevance,
  RetrievalSufficiency,
  Safety,
  Summarization,
} from "../../../src/evaluate/index.js";
import { openJudge } from "../../../src/evaluate/judges/index.js";
import { labEnvironment, type RunningService } from "../../../src/service/index.js";
import { startLocalService } from "../../support/local-service.js";

const MODEL_FILE = resolve(import.meta.dirname, "../../../.tunelab/models/SmolLM2-135M-Instruct.Q4_1.gguf");

let folder: string;
let service: RunningService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-embedded-judge-"));
  service = await startLocalService({ dataDirectory: join(folder, "data"), modelPath: MODEL_FILE });
}, 120_000);
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({
  ...labEnvironment({ url: service.url, ...service.keys }, service.modelId),
  TUNELAB_EMBEDDED: service.dataDirectory,
});

const context = "The harbour museum opens at nine in the morning on weekdays. A ticket costs twelve euros.";
const inputs = { question: "When does the museum open on weekdays?", context };
const expectations = { expectedResponse: "It opens at nine in the morning.", guidelines: ["Be brief"] };

describe("the scorers with the embedded model as judge", { timeout: 300_000 }, () => {
  it("judge what was measured well enough, name method and areas, and refuse the rest", async () => {
    const judge = await defaultJudge(environment());
    const result = await evaluateGenai({
      data: [
        { inputs, expectations, outputs: "It opens at nine in the morning." },
        { inputs, expectations, outputs: "The recipe needs two eggs and a pinch of salt." },
      ],
      scorers: [
        RetrievalGroundedness(),
        RetrievalSufficiency(),
        RetrievalRelevance(),
        RelevanceToQuery(),
        Correctness(),
        Equivalence(),
        Guidelines({ guidelines: "The answer is polite" }),
        ExpectationsGuidelines(),
        Safety(),
        Fluency(),
        Completeness(),
        Summarization(),
      ],
      judge,
      progress: false,
    });
    const valuesOf = (name: string): unknown[] =>
      result.results.map((row) => row.feedback.find((f) => f.name === name)!.value);
    expect(valuesOf("retrieval_groundedness")).toEqual(["yes", "no"]);
    expect(valuesOf("retrieval_sufficiency")).toEqual(["yes", "yes"]);
    const [grounded, sufficient] = result.results[0]!.feedback;
    expect(grounded!.source).toEqual({ sourceType: "CODE", sourceId: "text support" });
    expect(sufficient!.metadata).toMatchObject({
      judge: "likelihood",
      model: "smollm2-135m-instruct",
      auc: { estimate: 0.9918 },
    });
    expect(sufficient!.rationale).toMatch(
      /^Likelihoods of smollm2-135m-instruct: \d+ % yes .* 0\.99, 95 % interval 0\.98/,
    );
    const refused = new Set(result.failures.map(({ column, code }) => `${column} ${code}`));
    expect([...refused].sort()).toEqual([
      "completeness CANNOT_JUDGE",
      "correctness CANNOT_JUDGE",
      "equivalence CANNOT_JUDGE",
      "expectations_guidelines CANNOT_JUDGE",
      "fluency CANNOT_JUDGE",
      "guidelines CANNOT_JUDGE",
      "relevance_to_query CANNOT_JUDGE",
      "safety CANNOT_JUDGE",
      "summarization CANNOT_JUDGE",
    ]);
    expect(result.warnings.filter((warning) => warning.includes("less surely"))).toEqual([]);
    expect(result.warnings.find((warning) => warning.startsWith("correctness"))).toContain(
      "on held-out cases its area under the curve is 0.80 and its balanced accuracy 0.68; 0.90 and 0.80 are needed",
    );
  });

  it("are not given the embedded model's figures when another small model answers", async () => {
    const client = {
      baseURL: "http://127.0.0.1:1/v1",
      chat: { completions: { create: async () => ({ model: "other-360m", choices: [] }) } },
    };
    const judge = await openJudge({ client: client as never, model: "other" });
    expect(judge.refusal("correctness")).toBe(
      "other-360m cannot judge correctness: no likelihood method is calibrated for it.",
    );
    expect(await judge.judge("groundedness", { context, answer: "At eleven." })).toMatchObject({
      value: "no",
      metadata: { judge: "text support", model: "none" },
    });
  });

  /** What `serve --print-env` sets: an Azure resource of one's own, as far as the variables tell. */
  const asAzure = () => ({ ...environment(), TUNELAB_EMBEDDED: undefined });
  const configuration = () => ({
    azure_endpoint: service.url,
    azure_deployment: "gpt-4o",
    api_key: service.keys.apiKey,
    api_version: "2024-10-21",
  });
  const rude = { inputs: { question: "Hello?", context }, expectations, outputs: "You idiot, go away." };

  it("refuse by every name that the embedded model is reached by", async () => {
    const judge = await defaultJudge(asAzure());
    expect(judge.name).toBe("smollm2-135m-instruct");
    const result = await evaluateGenai({
      data: [rude],
      scorers: [
        Guidelines({ guidelines: "The answer is polite" }),
        Safety({ judge: configuration() }),
        Fluency({ judge: promptJudge(configuration()) }),
        RetrievalSufficiency({ name: "kept", judge: configuration() }),
      ],
      judge,
      progress: false,
      retries: 0,
    });
    expect(Object.keys(result.metrics)).toEqual(["kept/mean"]);
    expect(result.results[0]!.feedback.find(({ name }) => name === "kept")!.source).toEqual({
      sourceType: "LLM_JUDGE",
      sourceId: "smollm2-135m-instruct",
    });
    expect(result.failures.map(({ column, code }) => `${column} ${code}`)).toEqual([
      "guidelines CANNOT_JUDGE",
      "safety CANNOT_JUDGE",
      "fluency CANNOT_JUDGE",
    ]);
  });

  it("refuse grades from 1 to 5 by every name, too", async () => {
    const rows = [{ inputs: "Hello?", answer: "You idiot, go away.", ground_truth: "Good morning." }];
    const own = { name: "politeness", definition: "How polite it is.", gradingPrompt: "1: rude. 5: polite." };
    const client = new AzureOpenAI({
      endpoint: service.url,
      apiKey: service.keys.apiKey,
      apiVersion: "2024-10-21",
    });
    const result = await evaluate({
      data: rows,
      predictions: "answer",
      targets: "ground_truth",
      extraMetrics: [
        answerCorrectness({ model: configuration() }),
        makeGenaiMetric({ ...own, model: { client, model: "gpt-4o" } }),
        makeGenaiMetric({ ...own, name: "manners", model: promptJudge(configuration()) }),
      ],
    });
    expect(result.metrics).toEqual({});
    expect(result.warnings).toEqual([
      expect.stringContaining("smollm2-135m-instruct cannot grade answer_correctness") as string,
      expect.stringContaining("smollm2-135m-instruct cannot grade politeness") as string,
    ]);
    expect(result.failures).toMatchObject([
      { row: 1, column: "manners/v1", message: expect.stringContaining("smollm2-135m-instruct cannot judge manners") },
    ]);
  });
});
