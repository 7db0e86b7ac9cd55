import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Completeness,
  Correctness,
  defaultJudge,
  Equivalence,
  evaluateGenai,
  ExpectationsGuidelines,
  Fluency,
  Guidelines,
  RelevanceToQuery,
  RetrievalGroundedness,
  RetrievalRelevance,
  RetrievalSufficiency,
  Safety,
  Summarization,
} from "../../../src/evaluate/index.js";
import { judgeOf } from "../../../src/evaluate/judges/default-judge.js";
import { labEnvironment, startService, type RunningService } from "../../../src/service/index.js";

const MODEL_FILE = resolve(import.meta.dirname, "../../../.tunelab/models/SmolLM2-135M-Instruct.Q4_1.gguf");

let folder: string;
let service: RunningService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-embedded-judge-"));
  service = await startService({
    dataDirectory: join(folder, "data"),
    modelPath: MODEL_FILE,
    environment: { TUNELAB_LOG_LEVEL: "warn" },
  });
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
    expect(valuesOf("correctness")).toEqual(["yes", "no"]);
    expect(valuesOf("equivalence")).toEqual(["yes", "no"]);
    expect(valuesOf("retrieval_sufficiency")).toEqual(["yes", "yes"]);
    const { rationale, metadata } = result.results[0]!.feedback[0]!;
    expect(metadata).toMatchObject({ judge: "likelihood", model: "smollm2-135m-instruct", auc: { estimate: 0.889 } });
    expect(rationale).toMatch(
      /^Likelihoods of smollm2-135m-instruct: \d+ % yes .* 0\.89, 95 % interval 0\.84 to 0\.94; .* alone 0\.85, 95 % interval/,
    );
    const refused = new Set(result.failures.map(({ column, code }) => `${column} ${code}`));
    expect([...refused].sort()).toEqual([
      "completeness CANNOT_JUDGE",
      "expectations_guidelines CANNOT_JUDGE",
      "fluency CANNOT_JUDGE",
      "guidelines CANNOT_JUDGE",
      "safety CANNOT_JUDGE",
      "summarization CANNOT_JUDGE",
    ]);
    expect(
      result.warnings.filter((warning) => warning.includes("less surely")).map((line) => line.split(":")[0]),
    ).toEqual(["relevance_to_query", "correctness", "equivalence"]);
  });

  it("are not given the embedded model's figures when another small model answers", async () => {
    const client = {
      chat: { completions: { create: async () => ({ model: "other-360m", choices: [] }) } },
    };
    const judge = await judgeOf({ client: client as never, model: "other" }, "embedded");
    expect(judge.refusal("groundedness")).toBe(
      "other-360m cannot judge groundedness: no likelihood method is calibrated for it.",
    );
  });
});
