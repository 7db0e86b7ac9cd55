import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openJudge } from "../../../src/evaluate/judges/index.js";
import { findAnsweringModel, openModel } from "../../../src/models/index.js";
import { startTestService, type TestService } from "../../service/helpers.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";

let folder: string;
let service: TestService;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tunelab-renamed-"));
  const modelPath = join(folder, "gpt-4o.gguf");
  renameSync(writeTinyChatModel(folder), modelPath);
  service = await startTestService({ dataDirectory: join(folder, "data"), modelPath });
}, 60_000);
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("a small model in a file called gpt-4o.gguf", () => {
  const configurations = (): Parameters<typeof openJudge>[0][] => {
    const { url, keys } = service.service;
    return [
      { base_url: `${url}/openai/v1`, api_key: keys.apiKey, model: "gpt-4o" },
      { azure_endpoint: url, api_key: keys.apiKey, azure_deployment: "gpt-4o" },
    ];
  };

  it("answers under that name and says how many parameters it has", async () => {
    for (const configuration of configurations()) {
      const opened = await openModel(configuration as Parameters<typeof openModel>[0]);
      expect(await findAnsweringModel(opened)).toEqual({ name: "gpt-4o", parameters: 31_552, isSmall: true });
    }
  });

  it("refuses to judge, by its likelihoods and by its written opinion", async () => {
    for (const configuration of configurations()) {
      expect((await openJudge(configuration)).method).toBe("likelihood");
      const prompted = await openJudge(configuration, { method: "prompt" });
      const messages = [{ role: "user" as const, content: "Score?" }];
      await expect(prompted.ask({ messages, max_tokens: 2 }, "fluency")).rejects.toMatchObject({
        code: "cannot_judge",
      });
    }
  });
});
