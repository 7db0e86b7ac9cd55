import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { AzureOpenAI } from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { labEnvironment } from "../../src/service/index.js";
import { SHIPPED_MODEL, startTestService, type TestService } from "../service/helpers.js";
import { runAzureOpenAiLab } from "./azure-openai-lab.js";
import { heldOutLoss } from "./held-out-loss.js";

const ROOT = join(import.meta.dirname, "../..");
const DATA = join(ROOT, "notebooks/data");
const FILES = [join(DATA, "training_set.jsonl"), join(DATA, "validation_set.jsonl")] as const;
/** The clone's own Python, which set-up gives the `openai` package, or another that has it. */
const PYTHON = process.env["TUNELAB_TEST_PYTHON"] ?? join(ROOT, ".tunelab/python/bin/python");
const hasOpenAi = spawnSync(PYTHON, ["-c", "import openai, requests"]).status === 0;
const HEADER =
  "step,train_loss,train_mean_token_accuracy,valid_loss,validation_mean_token_accuracy,full_valid_loss,full_valid_mean_token_accuracy";

let test: TestService;
let environment: Readonly<Record<string, string>>;
beforeAll(async () => {
  test = await startTestService({ modelPath: SHIPPED_MODEL });
  const { url, keys, modelId } = test.service;
  environment = labEnvironment({ url, ...keys }, modelId);
});
afterAll(() => test.stop());

it("the lab's calls in TypeScript lead to a model that answers better on examples that it has never seen", async () => {
  const result = await runAzureOpenAiLab(environment, ...FILES);
  expect(result).toMatchObject({ status: "succeeded", nEpochs: 8, deployed: 201, resultsHeader: HEADER });
  expect(result.answeredBy).toBe(result.fineTunedModel);
  expect(result.answer).not.toBe("");
  expect(result.events).toContain("Job succeeded.");

  const client = new AzureOpenAI({
    endpoint: environment["AZURE_OPENAI_ENDPOINT"],
    apiKey: environment["AZURE_OPENAI_API_KEY"],
    apiVersion: "2024-10-21",
  });
  // Neither trained on nor used to choose the checkpoint.
  const heldOut = join(DATA, "held_out_set.jsonl");
  const base = await heldOutLoss(client, "gpt-4o", heldOut);
  const tuned = await heldOutLoss(client, "gpt-4o-ft", heldOut);
  console.log(`loss on held-out examples: ${base.toFixed(3)} before, ${tuned.toFixed(3)} after tuning`);
  expect(base).toBeGreaterThan(3);
  expect(tuned).toBeLessThan(base - 0.5);
}, 900_000);

it.skipIf(!hasOpenAi)(
  "the lab's calls in Python, with its unmodified openai package, go from upload to the tuned model's answer (needs .tunelab/python, which npm run setup makes)",
  async () => {
    const { stdout } = await promisify(execFile)(PYTHON, [join(import.meta.dirname, "azure_openai_lab.py"), ...FILES], {
      env: { ...process.env, ...environment },
    });
    const result = JSON.parse(stdout) as Record<string, unknown> & { fine_tuned_model: string; events: string[] };
    expect(result).toMatchObject({
      status: "succeeded",
      n_epochs: 8,
      results_header: HEADER,
      provisioning_state: "Succeeded",
      answered_by: result.fine_tuned_model,
    });
    // 200 where the TypeScript lab has made that deployment already.
    expect([200, 201]).toContain(result["deployed"]);
    expect(result["checkpoint_steps"]).toEqual(expect.arrayContaining([96, 84, 72]));
    expect(result.events).toContain("Job succeeded.");
    expect(result["answer"]).not.toBe("");
    expect(result["streamed"]).not.toBe("");
  },
  900_000,
);
