import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { labEnvironment } from "../../src/service/index.js";
import { startTestService } from "./helpers.js";

const ROOT = join(import.meta.dirname, "../..");
/** The clone's own Python, or another that has the `openai` package. */
const PYTHON = process.env["TUNELAB_TEST_PYTHON"] ?? join(ROOT, ".tunelab/python/bin/python");
const hasOpenAi = spawnSync(PYTHON, ["-c", "import openai"]).status === 0;

it.skipIf(!hasOpenAi)(
  "Python's unmodified openai package makes the lab's calls from upload to the tuned model's answer (needs the package; set TUNELAB_TEST_PYTHON)",
  { timeout: 400_000 },
  async () => {
    const test = await startTestService();
    try {
      const data = join(ROOT, "notebooks/data");
      const { url, keys, modelId } = test.service;
      const { stdout } = await promisify(execFile)(
        PYTHON,
        [
          join(ROOT, "test/fixtures/service/lab_calls.py"),
          join(data, "training_set.jsonl"),
          join(data, "validation_set.jsonl"),
        ],
        { env: { ...process.env, ...labEnvironment({ url, ...keys }, modelId) } },
      );
      const result = JSON.parse(stdout) as Record<string, unknown> & { model: string; events: string[] };
      expect(result).toMatchObject({ status: "succeeded", deployed: 201, streamed: true });
      expect(result["answered_by"]).toBe(result.model);
      expect(result.events.at(-1)).toBe("Job enqueued. Waiting for jobs ahead to complete.");
      expect(result.events).toContain("Job succeeded.");
      expect(result["header"]).toMatch(/^step,train_loss,train_mean_token_accuracy,/);
    } finally {
      await test.stop();
    }
  },
);
